/**
 * What the cockpit says, in every language that it speaks. Each page keeps its own words beside
 * itself, each word in all languages in one place.
 *
 * @module
 */

/** The languages, as the `lang` attribute names them. */
export const LANGUAGES = ["en", "zh-CN"] as const;
/** See {@linkcode LANGUAGES}. */
export type Lang = (typeof LANGUAGES)[number];

/** One text in all languages; `{name}` stands for a value. */
export interface Said {
  readonly en: string;
  readonly zh: string;
}

/** The texts of a page, by what they are for. */
export type Words = Readonly<Record<string, Said>>;

/** Says one of the texts, its values filled in. */
export type Speak<W extends Words> = (
  key: keyof W & string,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** Speaks a language. */
export function speak<W extends Words>(words: W, lang: Lang): Speak<W> {
  return (key, values = {}) => {
    const said = words[key];
    const text = said === undefined ? key : lang === "en" ? said.en : said.zh;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/** The language of ours that a browser likes best, by its `Accept-Language`; English otherwise. */
export function preferredLanguage(accepted: string | null | undefined): Lang {
  const wishes = (accepted ?? "").split(",").map((wish) => {
    const [tag = "", ...parameters] = wish.trim().split(";");
    const quality = parameters.join().match(/q=([\d.]+)/)?.[1] ?? "1";
    return { tag: tag.toLowerCase(), quality: Number(quality) };
  });
  const known = wishes.filter(({ tag, quality }) => quality > 0 && /^(en|zh)\b/.test(tag));
  const [best] = known.toSorted((a, b) => b.quality - a.quality);
  return best?.tag.startsWith("zh") ? "zh-CN" : "en";
}

/** Whether a text names a language of ours. */
export function isLang(text: string | undefined): text is Lang {
  return LANGUAGES.some((lang) => lang === text);
}

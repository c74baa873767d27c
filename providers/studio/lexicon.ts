/**
 * Finds known words in a text.
 *
 * @module
 */

/** For each tag its English words (plurals are understood) and its Chinese ones. */
export type Vocabulary<T extends string = string> = Readonly<Record<T, readonly [RegExp, RegExp]>>;

/** Finds the tags of a vocabulary. */
export interface Lexicon<T extends string> {
  readonly tags: readonly T[];
  /** The tags of a text, in the order in which their first words appear. */
  read(text: string): readonly T[];
}

/** Prepares a vocabulary for reading. */
export function createLexicon<T extends string>(vocabulary: Vocabulary<T>): Lexicon<T> {
  const tags = Object.keys(vocabulary).filter((word): word is T => Object.hasOwn(vocabulary, word));
  const matchers = tags.map((tag) => ({ tag, matcher: matcherOf(vocabulary[tag]) }));
  return { tags, read: (text) => read(matchers, text.toLowerCase()) };
}

/** One expression for both languages. Chinese has no spaces between words, so no word bounds. */
function matcherOf([english, chinese]: readonly [RegExp, RegExp]): RegExp {
  return new RegExp(`\\b(?:${english.source})(?:s|es)?\\b|${chinese.source}`);
}

interface Matcher<T extends string> {
  readonly tag: T;
  readonly matcher: RegExp;
}

function read<T extends string>(matchers: readonly Matcher<T>[], text: string): readonly T[] {
  return matchers
    .map(({ tag, matcher }) => ({ tag, place: text.search(matcher) }))
    .filter(({ place }) => place >= 0)
    .toSorted((a, b) => a.place - b.place)
    .map(({ tag }) => tag);
}

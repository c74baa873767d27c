/**
 * Names for files that visitors take away. Pure.
 *
 * @module
 */

const MAX_CHARACTERS = 60;

/** Names that Windows keeps for itself. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** What a file is named after. */
export interface Named {
  readonly prompt: string;
  /** Of the picture, from 1; absent where there is only one. */
  readonly number?: number | undefined;
  /** Without its dot. */
  readonly extension: string;
}

/** Such as `a-lighthouse-at-dusk-2.png`: letters and digits of any script, and dashes. */
export function fileNameOf({ prompt, number, extension }: Named): string {
  const words = prompt.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = [...words.join("-")].slice(0, MAX_CHARACTERS).join("").replace(/-$/, "");
  const safe = name === "" || RESERVED.test(name) ? "darkroom" : name;
  return `${safe}${number === undefined ? "" : `-${number}`}.${extension}`;
}

/**
 * The value of `content-disposition` that has a browser keep a file under a name (RFC 6266): for old
 * clients in ASCII, for all others exactly.
 */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

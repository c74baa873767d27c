/**
 * One page of a bucket's objects, out of the XML that ListObjects answers with.
 *
 * @module
 */

/** An object, as a listing tells of it. */
export interface ListedObject {
  /** With the prefix. */
  readonly key: string;
  /** Epoch milliseconds; NaN when the bucket did not say. */
  readonly modifiedAt: number;
}

/** A page. */
export interface Listing {
  readonly objects: readonly ListedObject[];
  /** More objects come after the last. */
  readonly isTruncated: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Reads a page; undefined when it is none. */
export function readListing(xml: string): Listing | undefined {
  if (!/<ListBucketResult[\s>]/.test(xml)) return undefined;
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, object = ""]) => ({
    key: textOf("Key", object),
    modifiedAt: Date.parse(textOf("LastModified", object)),
  }));
  const [ahead = ""] = xml.split("<Contents>");
  const [behind = ""] = xml.split("</Contents>").slice(-1);
  return { objects, isTruncated: textOf("IsTruncated", ahead + behind) === "true" };
}

function textOf(name: string, xml: string): string {
  const [, text = ""] = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(xml) ?? [];
  return decodeEntities(text);
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? parseInt(hex, 16) : Number(decimal));
  });
}

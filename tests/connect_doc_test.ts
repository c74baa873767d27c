/**
 * What the cockpit tells people to type into clients, held against docs/clients.md in both languages:
 * the same clients, values, files and notes.
 *
 * @module
 */

import type { Client, Way } from "../ui/connect/client.ts";
import { CLIENT_GROUPS } from "../ui/connect/clients.ts";
import { fill, hasAddress } from "../ui/connect/fill.ts";
import { assert, assertEquals } from "./assert.ts";

/** As the documents write it. */
const PRINTED = { root: "http://127.0.0.1:8000", key: "<key>" };

const CLIENTS = CLIENT_GROUPS.flatMap(({ clients }) => clients);

const english = await readSections("clients.md");
const chinese = await readSections("clients.zh.md");

/** The text about each client, by its name. */
async function readSections(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await Deno.readTextFile(new URL(`../docs/${file}`, import.meta.url));
  const parts = text.split(/^### /m).slice(1).map((part): [string, string] => {
    const [name = "", ...lines] = (part.split(/^## /m)[0] ?? "").split("\n");
    return [name, lines.join("\n")];
  });
  return new Map(parts);
}

/** Without what only lays a text out. */
function plain(text: string): string {
  return text.replace(/\s/g, "").toLowerCase();
}

/** As it stands in the documents, where addresses are not percent-encoded. */
function printed(value: string): string {
  return decodeURIComponent(fill(value, PRINTED));
}

/** Lines of a block that say something about this server. */
function factsOf({ block }: Way): string[] {
  return (block?.text.split("\n") ?? []).filter((line) => /\{(root|base|key|keyed)\}/.test(line))
    .map((line) => line.trim());
}

Deno.test("the cockpit and docs/clients.md have the same clients, in the same order", () => {
  assertEquals(CLIENTS.map(({ name }) => name), [...english.keys()]);
  assertEquals([...chinese.keys()], [...english.keys()]);
  assertEquals(new Set(CLIENTS.map(({ id }) => id)).size, CLIENTS.length);
});

for (const client of CLIENTS) {
  Deno.test(`the settings of ${client.name} are those of docs/clients.md`, () => {
    for (const section of [english.get(client.name), chinese.get(client.name)]) {
      assert(section);
      const known = plain(section);
      const facts = client.ways.flatMap((way) => [
        ...way.settings.map(({ value }) => value).filter(isFact),
        ...factsOf(way),
      ]);
      for (const fact of facts) assert(known.includes(plain(printed(fact))), fact);
    }
  });

  Deno.test(`what is worth knowing of ${client.name} is what docs/clients.md says`, () => {
    const [en, zh] = [english, chinese].map((sections) => plain(sections.get(client.name) ?? ""));
    for (const note of client.notes) {
      assert(en?.includes(plain(note.en)), note.en);
      assert(zh?.includes(plain(note.zh)), note.zh);
    }
  });

  Deno.test(`nothing that docs/clients.md has in code for ${client.name} is left out`, () => {
    const told = plain(everythingOf(client));
    const codes = (english.get(client.name) ?? "").matchAll(/`([^`\n]+)`/g);
    for (const [, code = ""] of codes) assert(told.includes(plain(code)), code);
  });

  Deno.test(`each way to use ${client.name} has one address`, () => {
    for (const { settings } of client.ways) {
      assertEquals(settings.filter(({ value }) => hasAddress(value)).length, 1);
    }
  });
}

/** Whether a value is about this server, and not only a name to pick in the client. */
function isFact(value: string): boolean {
  return /[{:-]/.test(value);
}

function everythingOf({ ways, notes }: Client): string {
  const settings = ways.flatMap(({ settings, block }) => [
    ...settings.flatMap(({ field, value }) => [labelOf(field), printed(value)]),
    block?.file ?? "",
    printed(block?.text ?? ""),
  ]);
  const titles = ways.map(({ title }) => labelOf(title));
  const named = ways.flatMap(({ settings }) => settings)
    .map(({ field, value }) => `${labelOf(field)}=${printed(value)}`);
  // The address as such, which some clients are told of in two forms, and what they add to it.
  const both = ["{root}", "{base}", "{key}", "/v1"].map(printed);
  return [...titles, ...settings, ...named, ...notes.map(({ en }) => en), ...both].join("\n");
}

function labelOf(label: Way["title"]): string {
  return typeof label === "string" ? label : label.en;
}

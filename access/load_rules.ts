/**
 * The rules for all, as the operator gives them: JSON, or a file with JSON in it.
 *
 * @module
 */

import { ContentRules } from "./content_rules.ts";
import { problemIn } from "./rule_check.ts";

/**
 * Reads `CONTENT_RULES`.
 *
 * @param given a JSON array, or the path of a file that holds one
 * @throws {RangeError} when it cannot be used; the message says what would be right
 */
export async function loadRules(given: string | undefined): Promise<ContentRules> {
  if (given === undefined) return [];
  const parsed = ContentRules.safeParse(parse(given.startsWith("[") ? given : await read(given)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") || "it";
    throw unusable(`${where}: ${issue?.message}`);
  }
  const problem = await problemIn(parsed.data);
  if (problem !== undefined) throw unusable(problem);
  return parsed.data;
}

async function read(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw unusable(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says that it is no list
  }
}

function unusable(why: string): RangeError {
  return new RangeError(
    'CONTENT_RULES must be JSON such as [{"name": "No weapons", "words": ["gun"]}], or the path ' +
      `of a file with it: ${why}`,
  );
}

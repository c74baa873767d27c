/**
 * Who may do what: keys, and what is decided by them.
 *
 * @module
 */

import type { Admit } from "../jobs/admission.ts";
import { createKeyBook, type KeyBook } from "./key_book.ts";
import { createAdmit } from "./admit.ts";
import { type AuditLog, createAuditLog } from "./audit.ts";
import { createDoorkeeper, type Doorkeeper } from "./doorkeeper.ts";
import type { Runtime } from "../runtime.ts";

/** All of it. */
export interface Access {
  readonly keys: KeyBook;
  readonly doorkeeper: Doorkeeper;
  readonly audit: AuditLog;
  /** For the engine. */
  readonly admit: Admit;
}

/** What it needs. */
export interface AccessOptions {
  readonly kv: Deno.Kv;
  readonly runtime: Runtime;
  /** Absent: no key is asked for. */
  readonly masterKey?: string;
  readonly namesOf: (model: string) => readonly string[];
}

/** Puts it together. */
export function createAccess({ kv, runtime, masterKey, namesOf }: AccessOptions): Access {
  const audit = createAuditLog(kv, runtime);
  const keys = createKeyBook({ kv, runtime, audit });
  const doorkeeper = createDoorkeeper({
    runtime,
    find: keys.find,
    ...(masterKey === undefined ? {} : { masterKey }),
  });
  return { keys, doorkeeper, audit, admit: createAdmit({ doorkeeper, namesOf }) };
}

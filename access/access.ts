/**
 * Who may do what: keys, and what is decided by them.
 *
 * @module
 */

import type { Admit } from "../jobs/admission.ts";
import { createKeyBook, type KeyBook } from "./key_book.ts";
import { type AccountBook, createAccountBook } from "./account_book.ts";
import { createAdmit } from "./admit.ts";
import { type AuditLog, createAuditLog } from "./audit.ts";
import { createCensor } from "./censor.ts";
import type { ContentRules, RuleAction } from "./content_rules.ts";
import { createModeration, type ModerationSettings } from "./moderation.ts";
import { createDoorkeeper, type Doorkeeper } from "./doorkeeper.ts";
import { createEntrance, type Entrance } from "./entrance.ts";
import { createLedgerBook, type LedgerBook } from "./ledger_book.ts";
import type { Runtime } from "../runtime.ts";

/** All of it. */
export interface Access {
  readonly keys: KeyBook;
  readonly doorkeeper: Doorkeeper;
  readonly entrance: Entrance;
  readonly audit: AuditLog;
  readonly accounts: AccountBook;
  readonly ledger: LedgerBook;
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
  /** What prompts must not say, whoever asks. */
  readonly rules: ContentRules;
  /** Who else is asked about prompts; absent: nobody. */
  readonly moderation?: ModerationSettings & { readonly action: RuleAction };
  /** How long the ledger keeps its days. */
  readonly usageMs: number;
  /** Absent: any number. */
  readonly wrongKeysPerMinute?: number;
  readonly anonymousPerMinute?: number;
}

/** Puts it together. */
export function createAccess(options: AccessOptions): Access {
  const { kv, runtime, masterKey, namesOf } = options;
  const audit = createAuditLog(kv, runtime);
  const keys = createKeyBook({ kv, runtime, audit });
  const doorkeeper = createDoorkeeper({
    runtime,
    find: keys.find,
    ...(masterKey === undefined ? {} : { masterKey }),
  });
  const accounts = createAccountBook(kv, runtime);
  const ledger = createLedgerBook({ kv, runtime, keepMs: options.usageMs });
  const { moderation: settings, rules } = options;
  const moderation = settings &&
    { moderate: createModeration(settings, runtime), action: settings.action };
  const censor = createCensor({ runtime, rules, ...(moderation ? { moderation } : {}) });
  const admit = createAdmit({ doorkeeper, accounts, censor, namesOf });
  const entrance = createEntrance({ ...options, doorkeeper, accounts });
  return { keys, doorkeeper, entrance, audit, accounts, ledger, admit };
}

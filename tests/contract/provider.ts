/**
 * What every adapter must do, whatever upstream it speaks to.
 *
 * A test whose ground is missing is not registered at all: one that is always skipped would only
 * hide the ones that matter. What falls away with a missing ground is written at its field, and
 * every field must be given, so that each suite says in so many words what it leaves out.
 *
 * @module
 */

import type { Provider } from "../../providers/provider.ts";
import type { FakeCall, FakeUpstream } from "../fakes/fake_upstream.ts";
import type { Fault } from "../fakes/faults.ts";
import type { VirtualRuntime } from "../fakes/runtime.ts";
import { registerDownloadTests } from "./provider_downloads.ts";
import { registerLifeTests } from "./provider_life.ts";
import { registerManners } from "./provider_manners.ts";
import { registerNameTests } from "./provider_names.ts";
import { registerPollTests } from "./provider_polls.ts";
import { registerSubmitTests } from "./provider_submits.ts";

/** A provider under test. */
export interface ProviderContract {
  /** Builds the provider, and its upstream where it has one, for one test. */
  open(runtime: VirtualRuntime): ProviderUnderTest;
  /** A model that generates pictures. */
  readonly model: string;
  /** Whether a submit gives a handle to poll with. Without: all tests of polls and cancelling. */
  readonly polled: boolean;
  /** Absent for a provider that calls nobody. Without: all tests of answers gone wrong. */
  readonly wire: WireContract | undefined;
}

/** One test's provider. */
export interface ProviderUnderTest {
  /** A new instance, as another process would make it. */
  create(): Provider;
  /** Absent for a provider that calls nobody. */
  readonly upstream?: FakeUpstream;
  /** Works that the upstream has begun. Needed where `WireContract.idempotent` is true. */
  countWorks?(): number;
  close?(): Promise<void>;
}

/** How the upstream's own language says what the suite speaks of. */
export interface WireContract {
  /** What a submit asked for, as the upstream understands it. */
  readSubmit(call: FakeCall): Promise<SubmitFacts>;
  /** Credentials that the provider is configured with. Without: none may appear anywhere. */
  readonly secrets: readonly string[];
  /** Each way in which the upstream refuses a prompt by its content policy. */
  readonly refusals: readonly Fault[];
  /** A rate limit in a 200 answer. Without: that test. */
  readonly hiddenRateLimit: Fault | undefined;
  /** How the upstream says that it knows a job no longer. Without: that test. */
  readonly expired: Fault | undefined;
  /**
   * The answer that hands over one picture at an address; the fake's own are behind the door
   * `file`. Absent when pictures come inline. Without: all tests of downloads.
   */
  readonly resultAt: ((url: string) => Fault) | undefined;
  /** Whether one key is one work. If not: that test. */
  readonly idempotent: boolean;
  /** Whether the work has the name that we gave it. If not: all tests of submits found again. */
  readonly named: boolean;
}

/** What a submit asked for. A field that the upstream does not know is undefined. */
export interface SubmitFacts {
  readonly seed: number | undefined;
  readonly n: number | undefined;
}

/** Registers the suite. */
export function providerContract(name: string, contract: ProviderContract): void {
  registerLifeTests(name, contract);
  const { wire } = contract;
  if (wire === undefined) return;
  registerManners(name, contract, wire);
  registerSubmitTests(name, contract, wire);
  if (contract.polled) registerPollTests(name, contract, wire);
  if (wire.named) registerNameTests(name, contract);
  if (wire.resultAt) registerDownloadTests(name, contract, { ...wire, resultAt: wire.resultAt });
}

/**
 * The endpoints of each caller. All of one caller's are one record, so that a job's end costs one
 * look to know whom to tell.
 *
 * @module
 */

import { z } from "zod";
import type { Runtime } from "../runtime.ts";
import { commit } from "../store/commit.ts";
import { KEYS } from "../store/keys.ts";
import { createTable } from "../store/table.ts";
import { Endpoint } from "./endpoint.ts";

/** Most endpoints of one caller: as many as fit in a record with the longest addresses. */
export const MAX_ENDPOINTS = 16;

/** Reads and changes endpoints. */
export interface EndpointBook {
  /** Newest first. */
  list(owner: string): Promise<readonly Endpoint[]>;
  find(owner: string, id: string): Promise<Endpoint | undefined>;
  /** False: there are as many as there may be. */
  add(owner: string, endpoint: Endpoint): Promise<boolean>;
  /** `change` must be pure; it is applied again when somebody else was quicker. */
  update(
    owner: string,
    id: string,
    change: (endpoint: Endpoint) => Endpoint,
  ): Promise<Endpoint | undefined>;
  /** False: there is none. */
  remove(owner: string, id: string): Promise<boolean>;
}

const Page = z.object({ v: z.literal(1), endpoints: z.array(Endpoint) });

type Endpoints = readonly Endpoint[];

/** Creates the book. */
export function createEndpointBook(kv: Deno.Kv, runtime: Runtime): EndpointBook {
  const table = createTable({ kv, runtime, schema: Page });

  async function list(owner: string): Promise<Endpoints> {
    return (await table.get(KEYS.hookEndpoints(owner)))?.value.endpoints ?? [];
  }

  /** What was there before; a change that gives back the same list writes nothing. */
  async function change(owner: string, next: (now: Endpoints) => Endpoints): Promise<Endpoints> {
    const key = KEYS.hookEndpoints(owner);
    for (;;) {
      const stored = await table.get(key);
      const before = stored?.value.endpoints ?? [];
      const after = next(before);
      if (after === before) return before;
      const operation = kv.atomic().check({ key, versionstamp: stored?.versionstamp ?? null });
      if (after.length === 0) operation.delete(key);
      else table.set(operation, key, { v: 1, endpoints: [...after] });
      if (await commit(operation, runtime) !== undefined) return before;
    }
  }

  return {
    list,

    async find(owner, id) {
      return (await list(owner)).find((endpoint) => endpoint.id === id);
    },

    async add(owner, endpoint) {
      const before = await change(
        owner,
        (all) => all.length < MAX_ENDPOINTS ? [endpoint, ...all] : all,
      );
      return before.length < MAX_ENDPOINTS;
    },

    async update(owner, id, next) {
      let updated: Endpoint | undefined;
      await change(owner, (all) => {
        const index = all.findIndex((endpoint) => endpoint.id === id);
        const found = all[index];
        updated = found && next(found);
        return updated === undefined || updated === found ? all : all.with(index, updated);
      });
      return updated;
    },

    async remove(owner, id) {
      const isIt = (endpoint: Endpoint) => endpoint.id === id;
      const before = await change(
        owner,
        (all) => all.some(isIt) ? all.filter((endpoint) => !isIt(endpoint)) : all,
      );
      return before.some(isIt);
    },
  };
}

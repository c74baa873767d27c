/**
 * Every client that the cockpit has settings for, in the order of `docs/clients.md`.
 *
 * @module
 */

import { CHAT_APPS } from "./chat_apps.ts";
import { CHAT_SERVERS } from "./chat_servers.ts";
import type { Client, ClientGroup } from "./client.ts";
import { CODE_CLIENTS } from "./code_clients.ts";
import { ROLE_CLIENTS } from "./role_clients.ts";
import { DRAWING_CLIENTS, FLOW_CLIENTS } from "./tool_clients.ts";

/** See {@linkcode ClientGroup}. */
export const CLIENT_GROUPS: readonly ClientGroup[] = [
  {
    title: { en: "Chat programs", zh: "聊天程序" },
    clients: [...CHAT_APPS, ...CHAT_SERVERS, ...ROLE_CLIENTS],
  },
  FLOW_CLIENTS,
  DRAWING_CLIENTS,
  CODE_CLIENTS,
];

/** The client of an id. */
export function findClient(id: string | undefined): Client | undefined {
  return CLIENT_GROUPS.flatMap(({ clients }) => clients).find((client) => client.id === id);
}

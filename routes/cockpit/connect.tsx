/**
 * Connecting clients: their settings, and a test of what somebody has typed.
 *
 * @module
 */

import { failure, Refusal } from "../../failure.ts";
import type { Way } from "../../ui/connect/client.ts";
import { findClient } from "../../ui/connect/clients.ts";
import { ConnectPage } from "../../ui/connect/connect_page.tsx";
import { type ConnectView, PLACES, type TestView } from "../../ui/connect/connect_view.ts";
import { fill, hasAddress } from "../../ui/connect/fill.ts";
import { TestResult } from "../../ui/connect/test_result.tsx";
import { show } from "../parse.ts";
import type { App, AppContext } from "../context.ts";
import { publicUrl } from "../public_url.ts";
import { forContainer, isThisMachine, type Typed } from "./connection.ts";
import { type Knock, knock } from "./knock.ts";
import { answerPage, answerPart, type CockpitServices, frameFor, isNavigation } from "./page.ts";
import { readPageForm } from "./page_form.ts";
import { sessionKey } from "./session.ts";

/** Models that the page names. */
const SHOWN_MODELS = 24;

/** Adds `/connect`. */
export function addConnectRoutes(app: App, services: CockpitServices): void {
  app.get("/connect", async function getConnect(c) {
    const view = await viewConnect(c, services);
    return await answerPage(c, services, <ConnectPage view={view} />);
  });

  app.post("/ui/connect", async function testConnection(c) {
    const view = await viewConnect(c, services);
    const form = await readPageForm(c);
    const index = Number(form["way"] ?? "0");
    const way = view.client?.ways[index];
    if (way === undefined) {
      const message = `way is ${show(form["way"])}: there is no such way to connect`;
      throw new Refusal(failure("invalid_request", message, { param: "way" }));
    }
    const test: TestView = {
      way: index,
      ...await knock(readTyped(form), knocking({ app, services, view, way })),
    };
    return isNavigation(c)
      ? await answerPage(c, services, <ConnectPage view={{ ...view, test }} />)
      : await answerPart(c, services, <TestResult test={test} lang={view.lang} />);
  });
}

async function viewConnect(c: AppContext, services: CockpitServices): Promise<ConnectView> {
  const { config, registry } = services;
  const address = publicUrl(config, c.req.raw);
  const client = findClient(c.req.query("client"));
  const isInContainer = client?.isContained === true && c.req.query("in") === "container";
  const key = config.masterKey && await sessionKey(c, services);
  const { search } = new URL(c.req.url);
  return {
    ...await frameFor(c, services),
    path: `/connect${search}`,
    client,
    filling: { root: isInContainer ? forContainer(address) : address, key },
    isKeyShown: c.req.query("key") === "shown",
    isInContainer,
    isLocal: isThisMachine(new URL(address).host),
    query: c.req.query("q") ?? "",
    models: registry.models().map(({ id }) => id).slice(0, SHOWN_MODELS),
  };
}

function readTyped(form: Readonly<Record<string, string>>): Typed {
  const place = PLACES.find((known) => known === form["place"]) ?? "here";
  return { address: form["address"] ?? "", key: form["key"] ?? "", place };
}

interface Parts {
  readonly app: App;
  readonly services: CockpitServices;
  readonly view: ConnectView;
  readonly way: Way;
}

function knocking({ app, services, view, way }: Parts): Knock {
  const { config, runtime } = services;
  const { root, key } = view.filling;
  const wanted = way.settings.find(({ value }) => hasAddress(value))?.value ?? "{root}";
  return {
    app,
    now: () => runtime.now(),
    probe: way.probe,
    where: { root, listensOn: config.onDeploy ? undefined : config.host },
    rights: {
      right: fill(wanted, { root, key }),
      keyed: fill("{keyed}", { root, key }),
      isOpen: !services.access.doorkeeper.asksForKey,
    },
  };
}

/**
 * The OpenAPI document, made from the operations, their zod objects and the failure table.
 *
 * @module
 */

import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { type FailureKind, FAILURES } from "../failure.ts";
import type { Content, Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { ErrorBody } from "./schemas/error.ts";
import { WARNINGS_HEADER } from "./warnings.ts";

/** Version of the HTTP contract; raised with every change of it. */
const API_VERSION = "1.0.0";

const DESCRIPTION = "One OpenAI-compatible door to image generators. Every request for pictures " +
  "is a job that is stored before anything else happens. Fields that are not known are ignored, " +
  `with a warning in the header \`${WARNINGS_HEADER}\`.`;

/** Response headers by name. */
const HEADERS: Readonly<Record<string, string>> = {
  "x-request-id": "Names this request in the log; the caller's own id, if one was sent.",
  "x-job-id": "The job behind the answer, if there is one.",
  "x-darkroom-cost": "US dollars spent at upstreams for this answer, where prices are known.",
  "x-cache": "`HIT`, `COALESCED` or `MISS` where an answer that exists would do.",
  "idempotent-replayed": "`true`: the answer is that of an earlier request with the same key.",
  "x-ratelimit-limit-requests": "Requests for pictures that the key may make a minute.",
  "x-ratelimit-remaining-requests": "How many of them are left.",
  "x-ratelimit-reset-requests": "Until all of them are there again, such as `1m5s` or `350ms`.",
  "x-ratelimit-limit-images": "Images that the key may make a minute.",
  "x-ratelimit-remaining-images": "How many of them are left.",
  "x-ratelimit-reset-images": "Until all of them are there again.",
  "openai-processing-ms": "Milliseconds that the answer took.",
  [WARNINGS_HEADER]: "What was mapped or dropped: a JSON array of sentences, in ASCII.",
};

/** Where a key can be put; one of them is enough. */
const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer" },
  basic: { type: "http", scheme: "basic", description: "The key as user or as password." },
  apiKey: { type: "apiKey", in: "header", name: "api-key" },
  xApiKey: { type: "apiKey", in: "header", name: "x-api-key" },
  query: { type: "apiKey", in: "query", name: "key" },
} as const;

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

type Responses = RouteConfig["responses"];

/** Builds the document. The server's address is not in it: it depends on who asks. */
export function buildOpenApi(): OpenApiDocument {
  const app = new OpenAPIHono();
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  for (const [name, description] of Object.entries(HEADERS)) {
    const header = { description, schema: { type: "string" } } as const;
    app.openAPIRegistry.registerComponent("headers", name, header);
  }
  for (const operation of OPERATIONS) app.openAPIRegistry.registerPath(toRoute(operation));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Darkroom", version: API_VERSION, description: DESCRIPTION },
  });
}

function toRoute(operation: Operation): RouteConfig {
  const { method, path, tag, summary, description, params, query, body, refusals } = operation;
  const needsKey = refusals.includes("unauthenticated");
  return {
    method,
    path,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: needsKey ? Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })) : [],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, content: toContent(body) } }),
    },
    responses: { ...answers(operation), ...failures(operation) },
  };
}

function answers({ answers }: Operation): Responses {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content }]) => [status, {
      description,
      headers: headerReferences(),
      ...(content === undefined ? {} : { content: toContent(content) }),
    }]),
  );
}

/** One response for each status, naming the codes that it can carry. */
function failures({ refusals, refusalForm = OPENAI_REFUSALS }: Operation): Responses {
  const { body, status } = refusalForm;
  const byStatus = Object.groupBy(refusals, (kind) => status(kind));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, kinds = []]) => [status, {
      description: kinds.map((kind) => `\`${FAILURES[kind].code ?? kind}\``).join(", "),
      headers: headerReferences(),
      content: toContent({ "application/json": body }),
    }]),
  );
}

const OPENAI_REFUSALS = {
  body: ErrorBody,
  status: (kind: FailureKind) => FAILURES[kind].status,
} as const;

function toContent(content: Content) {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}

function headerReferences() {
  return Object.fromEntries(
    Object.keys(HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

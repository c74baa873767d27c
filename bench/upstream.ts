/**
 * A one-shot upstream in a process of its own: OpenAI's image endpoint with a picture that it has
 * ready. The model says how large. Argument: the port.
 *
 * @module
 */

import { z } from "zod";
import { toBase64 } from "../images/base64.ts";
import { benchPicture } from "./pictures.ts";

const Body = z.object({ model: z.enum(["bench-small", "bench-large"]) });

const answers = {
  "bench-small": answerWith(benchPicture("small")),
  "bench-large": answerWith(benchPicture("large")),
} as const;

const port = Number(Deno.args[0]);
Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
  if (request.method === "GET") return new Response("ready");
  const { model } = Body.parse(await request.json());
  return new Response(answers[model], { headers: { "content-type": "application/json" } });
});

function answerWith(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = { created: 1_700_000_000, data: [{ b64_json: toBase64(picture) }] };
  return new TextEncoder().encode(JSON.stringify(body));
}

/**
 * Receivers that check the signature, to be copied: those of `docs/jobs.md`, which its test runs.
 * `tests/cockpit_webhooks_test.ts` holds the two together.
 *
 * @module
 */

/** A program. */
export interface ReceiverCode {
  readonly name: string;
  readonly code: string;
}

/** In each language. */
export const RECEIVERS: readonly ReceiverCode[] = [
  {
    name: "Node, Deno",
    code: `import { createServer } from "node:http";
import process from "node:process";
import OpenAI from "openai";

const { webhooks } = new OpenAI({ apiKey: "unused", webhookSecret: process.env.WEBHOOK_SECRET });

createServer(async (request, response) => {
  let body = "";
  for await (const part of request.setEncoding("utf8")) body += part;
  const event = await webhooks.unwrap(body, request.headers).catch(() => undefined);
  response.writeHead(event ? 204 : 400).end();
  if (event) console.log(event.id, event.type, event.data.images[0]?.url);
}).listen(9000, "127.0.0.1", () => console.log("listening"));
`,
  },
  {
    name: "Python",
    code: `import base64, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))

class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        id, at, sent = (self.headers.get(f"webhook-{name}", "0") for name in ("id", "timestamp", "signature"))
        right = base64.b64encode(hmac.digest(KEY, f"{id}.{at}.".encode() + body, "sha256")).decode()
        ours = any(hmac.compare_digest(one, f"v1,{right}") for one in sent.split()) and abs(time.time() - int(at)) < 300
        self.send_response(204 if ours else 400)
        self.end_headers()
        if ours: print(id, json.loads(body)["type"], flush=True)

server = HTTPServer(("127.0.0.1", 9000), Receiver)
print("listening", flush=True)
server.serve_forever()
`,
  },
];

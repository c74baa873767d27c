import { assertEquals, assertLess, assertRejects } from "../tests/assert.ts";
import { OversizedEventError, readEvents, type SseEvent } from "./sse.ts";

const TABLE: readonly { what: string; text: string; events: readonly SseEvent[] }[] = [
  {
    what: "names and data",
    text: "event: a\ndata: 1\n\nevent: b\ndata: 2\n\n",
    events: [{ name: "a", data: "1" }, { name: "b", data: "2" }],
  },
  {
    what: "lines that end in CR",
    text: "event: a\rdata: 1\r\rdata: 2\r\r",
    events: [{ name: "a", data: "1" }, { name: "message", data: "2" }],
  },
  {
    what: "lines that end in CRLF",
    text: "event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n",
    events: [{ name: "a", data: "1" }, { name: "message", data: "2" }],
  },
  {
    what: "all ends in one stream",
    text: "data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r",
    events: ["1", "2", "3"].map((data) => ({ name: "message", data })),
  },
  {
    what: "data of several lines",
    text: "data: one\ndata:\ndata: three\n\n",
    events: [{ name: "message", data: "one\n\nthree" }],
  },
  {
    what: "comments, ids and retries",
    text: ": ping\n\nid: 7\nretry: 10\ndata: 1\n: in between\n\n:\n\n",
    events: [{ name: "message", data: "1" }],
  },
  {
    what: "events without data",
    text: "event: ping\n\ndata: 1\n\n",
    events: [{ name: "message", data: "1" }],
  },
  {
    what: "empty data",
    text: "data\n\ndata:\n\n",
    events: [{ name: "message", data: "" }, { name: "message", data: "" }],
  },
  {
    what: "one space after the colon, and no more",
    text: "data:none\n\ndata:  two\n\ndata: a: b\n\n",
    events: ["none", " two", "a: b"].map((data) => ({ name: "message", data })),
  },
  {
    what: "fields nobody knows",
    text: "datum: 1\nData: 2\ndata: 3\n\n",
    events: [{ name: "message", data: "3" }],
  },
  {
    what: "a byte order mark at the start only",
    text: "\ufeffdata: 1\n\ndata: \ufeff2\n\n",
    events: [{ name: "message", data: "1" }, { name: "message", data: "\ufeff2" }],
  },
  {
    what: "a last event without its blank line",
    text: "data: 1\n\ndata: 2",
    events: [{ name: "message", data: "1" }, { name: "message", data: "2" }],
  },
  {
    what: "characters of several bytes",
    text: "data: häuser 山 🖼\n\n",
    events: [{ name: "message", data: "häuser 山 🖼" }],
  },
  { what: "nothing", text: "", events: [] },
  { what: "line ends only", text: "\r\n\n\r\r\n", events: [] },
];

for (const { what, text, events } of TABLE) {
  Deno.test(`readEvents() reads ${what}, wherever the stream is cut`, async () => {
    const bytes = new TextEncoder().encode(text);
    assertEquals(await read([bytes]), events);
    assertEquals(await read([...bytes].map((byte) => Uint8Array.of(byte))), events, "byte by byte");
    for (let at = 0; at <= bytes.length; at++) {
      const halves = [bytes.subarray(0, at), bytes.subarray(at)];
      assertEquals(await read(halves), events, `cut at ${at}`);
    }
  });
}

Deno.test("readEvents() takes data as large as allowed, and no larger", async () => {
  const line = `data: ${"x".repeat(44)}\n`;
  assertEquals((await readText(`${line}\n`, 50)).length, 1);
  await assertRejects(() => readText(`${line}\n`, 49), OversizedEventError, "larger than 49");
  await assertRejects(() => readText(`${line}data: 123456\n\n`, 50), OversizedEventError);
});

Deno.test("readEvents() does not gather a line without end", async () => {
  let chunks = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks++;
      controller.enqueue(new TextEncoder().encode("x".repeat(1_000)));
    },
  });
  await assertRejects(() => collect(endless, 10_000), OversizedEventError);
  assertLess(chunks, 20, "The body was left early");
});

Deno.test("readEvents() cancels the body when its reader leaves", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    cancel: () => void (cancelled = true),
  });
  for await (const { data } of readEvents(body, { maxEventSize: 100 })) {
    assertEquals(data, "1");
    break;
  }
  assertEquals(cancelled, true);
});

Deno.test("readEvents() passes on what the body throws", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.error(new TypeError("connection reset")),
  });
  await assertRejects(() => collect(broken, 100), TypeError, "connection reset");
});

async function read(chunks: readonly Uint8Array[]): Promise<SseEvent[]> {
  return await collect(ReadableStream.from(chunks), 1_000);
}

async function readText(text: string, maxEventSize: number): Promise<SseEvent[]> {
  return await collect(ReadableStream.from([new TextEncoder().encode(text)]), maxEventSize);
}

async function collect(
  body: ReadableStream<Uint8Array>,
  maxEventSize: number,
): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const event of readEvents(body, { maxEventSize })) events.push(event);
  return events;
}

import { assertEquals, assertNotEquals } from "../tests/assert.ts";
import {
  type Batch,
  begin,
  end,
  finalize,
  hold,
  keyOf,
  newBatch,
  release,
  requestCancel,
  requestIdOf,
  settle,
} from "./batch.ts";

let ids = 0;

function batchAt(total: number): Batch {
  const made = newBatch({
    owner: "me",
    endpoint: "/v1/images/generations",
    inputFileId: "file-1",
    base: "",
    outputKeepMs: 1,
    windowMs: 1_000,
    secret: "s",
    uuid: () => String(++ids),
  }, 0);
  return begin(made, total, 10);
}

const nothing = { parts: 0, sizeBytes: 0 };

function came(...lines: [number, number][]) {
  const output = { parts: 1, sizeBytes: 5 };
  return { lines, completed: lines.length, failed: 0, output, errors: nothing };
}

Deno.test("settle() moves the cursor over what is settled without a gap", () => {
  const one = settle(batchAt(4), came([1, 20], [3, 40]));
  assertEquals([one.cursor, one.settled], [{ index: 0, at: 0 }, [[1, 20], [3, 40]]]);
  const two = settle(one, came([0, 10]));
  assertEquals([two.cursor, two.settled], [{ index: 2, at: 20 }, [[3, 40]]]);
  const three = settle(two, came([2, 30]));
  assertEquals([three.cursor, three.settled], [{ index: 4, at: 40 }, []]);
  assertEquals([three.completed, three.output.parts, three.output.sizeBytes], [4, 3, 15]);
});

Deno.test("requestCancel() asks the holder, or makes it due; an end is too late", () => {
  const held = hold(batchAt(1), "h", 100);
  const asked = requestCancel(held, 200);
  assertEquals([asked?.status, asked?.cancellingAt, asked?.dueAt], ["cancelling", 200, 30_100]);
  assertEquals(requestCancel(release(held, 5_000), 200)?.dueAt, 200);
  const again = asked && requestCancel(asked, 300);
  assertEquals(again, asked);
  assertEquals(requestCancel(finalize(held, 1), 2), undefined);
  assertEquals(requestCancel(end(held, "completed", 1), 2), undefined);
});

Deno.test("begin() and finalize() leave a batch alone that is being cancelled", () => {
  const asked = requestCancel(batchAt(1), 200);
  assertEquals(asked && begin(asked, 9, 300), asked);
  assertEquals(asked && finalize(asked, 300), asked);
});

Deno.test("end() leaves nothing due and nobody holding it", () => {
  const ended = end(hold(batchAt(1), "h", 0), "expired", 50);
  assertEquals([ended.status, ended.ended], ["expired", { as: "expired", at: 50 }]);
  assertEquals([ended.holder, ended.dueAt], [undefined, undefined]);
});

Deno.test("each request has a key and an id of its own, the same each time", () => {
  const batch = batchAt(2);
  assertEquals(keyOf(batch, 1), keyOf(batch, 1));
  assertNotEquals(keyOf(batch, 1), keyOf(batch, 0));
  assertEquals(requestIdOf({ id: "batch_ab" }, 17), "batch_req_ab00011");
});

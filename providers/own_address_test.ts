import { assertEquals } from "../tests/assert.ts";
import { ownAddress } from "./own_address.ts";

Deno.test("ownAddress() gives addresses that are our own, and no others", () => {
  const isOwn = ({ origin }: URL) => origin === "https://queue.test";
  const cases = {
    "https://queue.test/a?b=1": "https://queue.test/a?b=1",
    "HTTPS://QUEUE.TEST/a": "https://queue.test/a",
    "http://queue.test/a": undefined,
    "https://queue.test:8443/a": undefined,
    "https://queue.test.stranger.test/a": undefined,
    "https://queue.test@stranger.test/a": undefined,
    "https://me:secret@queue.test/a": undefined,
    "//queue.test/a": undefined,
    "": undefined,
  };
  for (const [address, own] of Object.entries(cases)) {
    assertEquals(ownAddress(address, isOwn), own, address);
  }
  assertEquals(ownAddress(undefined, isOwn), undefined);
});

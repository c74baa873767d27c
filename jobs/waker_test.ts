import { assertEquals } from "../tests/assert.ts";
import { wakerContract } from "../tests/contract/waker.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { supportsQueues } from "./queue_waker.ts";
import { createTimerWaker } from "./timer_waker.ts";

wakerContract("the timer waker", {
  setting: "timer",
  start: ({ worker }) => {
    worker.start();
    return () => {};
  },
});

wakerContract("the queue waker", {
  setting: "queue",
  start: ({ worker }) => {
    worker.start();
    return () => {};
  },
});

// What `Deno.cron` does each minute, where nothing else wakes: shifts, one after another.
wakerContract("a cron shift", {
  setting: "timer",
  start({ worker }) {
    let over = false;
    const shifts = (async () => {
      while (!over) {
        await worker.shift(1_000);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    return async () => {
      over = true;
      await shifts;
    };
  },
});

Deno.test("supportsQueues() probes without leaving a message", async () => {
  using kv = await Deno.openKv(":memory:");
  assertEquals(await supportsQueues(kv), true);
});

Deno.test("TimerWaker wakes at the earliest time that it was told, not before", async () => {
  const runtime = createVirtualRuntime();
  const waker = createTimerWaker(runtime);
  const woken: number[] = [];
  const start = runtime.now();
  waker.start(() => woken.push(runtime.now() - start));
  for (const ms of [500, 200, 900]) waker.scheduled(start + ms);
  await runtime.pass(199);
  assertEquals(woken, []);
  await runtime.pass(1);
  assertEquals(woken, [200]);
  waker.scheduled(start + 500);
  await runtime.pass(1_000);
  assertEquals(woken, [200, 500]);
});

Deno.test("TimerWaker wakes nobody once it is stopped", async () => {
  const runtime = createVirtualRuntime();
  const waker = createTimerWaker(runtime);
  let woken = 0;
  waker.start(() => woken++);
  waker.scheduled(runtime.now() + 10);
  waker.stop();
  await runtime.pass(1_000);
  assertEquals(woken, 0);
});

/**
 * The provider contract for calls that go well, and for callers who leave.
 *
 * @module
 */

import { FAILURES } from "../../failure.ts";
import { sniffMedia } from "../../images/media.ts";
import type { ImageSource, Outcome, UpstreamRequest } from "../../providers/provider.ts";
import { assert, assertEquals } from "../assert.ts";
import type { ProviderContract } from "./provider.ts";
import { withProvider } from "./provider_session.ts";

/** Registers these tests. */
export function registerLifeTests(name: string, contract: ProviderContract): void {
  Deno.test(`${name} brings a picture`, () =>
    withProvider(contract, async ({ submit, finish }) => {
      const images = imagesOf(await finish(await submit()));
      assertEquals(images.length, 1);
      images.forEach(checkImage);
    }));

  Deno.test(`${name} brings as many pictures as the model makes in one call`, () =>
    withProvider(contract, async ({ submit, finish, capabilities }) => {
      const n = capabilities.maxImages;
      const images = imagesOf(await finish(await submit({ n })));
      assertEquals(images.length, n);
      images.forEach(checkImage);
    }));

  Deno.test(`${name} takes every optional field, honoured or not`, () =>
    withProvider(contract, async ({ submit, finish }) => {
      const everything: Partial<UpstreamRequest> = {
        negativePrompt: "people",
        aspectRatio: "1:1",
        quality: "high",
        style: "vivid",
        background: "transparent",
        outputFormat: "webp",
        outputCompression: 50,
        steps: 20,
        guidanceScale: 7.5,
        strength: 0.5,
        sampler: "Euler a",
        clipSkip: 2,
        loraIds: ["first", "second"],
        loraWeight: 0.7,
        partialImages: 3,
      };
      imagesOf(await finish(await submit(everything)));
    }));

  Deno.test(`${name} tells progress within its bounds, if at all`, () =>
    withProvider(contract, async ({ submit, finish, context }) => {
      const calling = context();
      imagesOf(await finish(await submit({ partialImages: 3 }, calling)));
      for (const { progress = 0, queuePosition = 0, preview } of calling.news) {
        assert(progress >= 0 && progress <= 1, `progress is ${progress}`);
        assert(Number.isInteger(queuePosition) && queuePosition >= 0, `position ${queuePosition}`);
        if (preview) checkImage({ kind: "inline", image: preview });
      }
    }));

  Deno.test(`${name} sends nothing once its caller has left`, () =>
    withProvider(contract, async ({ submit, context, sent }) => {
      const calling = context();
      calling.abort();
      const outcome = await submit({}, calling);
      assert(outcome.kind !== "done", "Nobody is left to take a picture");
      if (outcome.kind === "failed") assertEquals(FAILURES[outcome.failure.kind].scope, "call");
      assertEquals(sent.length, 0);
    }));

  if (!contract.polled) return;

  Deno.test(`${name} gives a handle with which a restarted process can go on`, () =>
    withProvider(contract, async ({ submit, finish, restart }) => {
      const outcome = await submit();
      assertEquals(outcome.kind, "pending");
      imagesOf(await finish(outcome, restart()));
    }));

  Deno.test(`${name} can be cancelled in line, at work, when done and when unknown`, () =>
    withProvider(contract, async ({ submit, finish, cancel, pass }) => {
      const queued = await submit();
      assert(queued.kind === "pending");
      await cancel(queued.handle);
      const running = await submit();
      assert(running.kind === "pending");
      await pass(running.pollAfterMs);
      await cancel(running.handle);
      await cancel(running.handle);
      const done = await submit();
      assert(done.kind === "pending");
      await finish(done);
      await cancel(done.handle);
    }));
}

function imagesOf(outcome: Outcome): readonly ImageSource[] {
  assert(outcome.kind === "done", `The outcome is done, not ${JSON.stringify(outcome)}`);
  return outcome.images;
}

function checkImage(source: ImageSource): void {
  if (source.kind === "inline") {
    assertEquals(sniffMedia(source.image.bytes), source.image.mediaType);
  } else {
    assert(/^https?:$/.test(new URL(source.url).protocol), "A picture's address is http(s)");
  }
}

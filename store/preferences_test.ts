import { assertEquals, assertRejects } from "../tests/assert.ts";
import { createVirtualRuntime } from "../tests/fakes/runtime.ts";
import { createPreferences, type Preferences } from "./preferences.ts";

async function withPreferences(test: (preferences: Preferences) => Promise<void>): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  await test(createPreferences({ kv, runtime: createVirtualRuntime() }));
}

Deno.test("preferences keep what each owner has set, by name", () =>
  withPreferences(async (preferences) => {
    await preferences.set("ann", { model: "a", size: 3 });
    await preferences.set("ann", { model: "b" });
    await preferences.set("bob", { model: "c" });
    assertEquals(await preferences.get("ann"), { model: "b", size: 3 });
    assertEquals(await preferences.get("bob"), { model: "c" });
    assertEquals(await preferences.get("eve"), {});
  }));

Deno.test("preferences set at the same time are all kept", () =>
  withPreferences(async (preferences) => {
    const names = Array.from({ length: 10 }, (_, index) => `name${index}`);
    await Promise.all(names.map((name) => preferences.set("ann", { [name]: true })));
    assertEquals(Object.keys(await preferences.get("ann")).toSorted(), names);
  }));

Deno.test("preferences refuse more than a record holds, and keep what was there", () =>
  withPreferences(async (preferences) => {
    await preferences.set("ann", { model: "a" });
    await assertRejects(() => preferences.set("ann", { long: "x".repeat(70_000) }), RangeError);
    assertEquals(await preferences.get("ann"), { model: "a" });
  }));

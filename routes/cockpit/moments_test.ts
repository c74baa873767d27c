import { assertEquals } from "../../tests/assert.ts";
import { knownZone, namesFor } from "./moments.ts";

const at = (text: string) => Date.parse(`${text}Z`);

Deno.test("namesFor() tells times in the visitor's zone and marks the round ones", () => {
  const { label, tick } = namesFor("minute", 60, { lang: "en", zone: "Asia/Kolkata" });
  assertEquals([label(at("2030-06-15T12:15")), tick(at("2030-06-15T12:15"))], ["17:45", "17:45"]);
  assertEquals(tick(at("2030-06-15T12:16")), undefined);
  const hours = namesFor("hour", 48, { lang: "en", zone: "Europe/Berlin" });
  assertEquals(hours.label(at("2030-06-15T22:00")), "Jun 16, 00:00");
  assertEquals(hours.tick(at("2030-06-15T22:00")), "Jun 16");
  assertEquals(hours.tick(at("2030-06-15T10:00")), "12:00");
  assertEquals(hours.tick(at("2030-06-15T11:00")), undefined);
});

Deno.test("namesFor() tells days as they are counted, in UTC", () => {
  const { label } = namesFor("day", 30, { lang: "zh-CN", zone: "America/Los_Angeles" });
  assertEquals(label(at("2030-06-15T00:00")), "6月15日");
});

Deno.test("namesFor() marks Mondays of a month, and fewer days of a quarter", () => {
  const marks = (count: number) => {
    const { tick } = namesFor("day", count, { lang: "en", zone: "UTC" });
    const days = Array.from(
      { length: count },
      (_, day) => at("2030-06-01T00:00") + day * 86_400_000,
    );
    return days.flatMap((day) => tick(day) ?? []);
  };
  assertEquals(marks(30), ["Jun 3", "Jun 10", "Jun 17", "Jun 24"]);
  assertEquals(marks(90), ["Jun 1", "Jun 15", "Jul 1", "Jul 15", "Aug 1", "Aug 15"]);
});

Deno.test("knownZone() takes what browsers say, and UTC for anything else", () => {
  assertEquals(knownZone("Asia/Shanghai"), "Asia/Shanghai");
  for (const zone of [undefined, "", "Nowhere/City", "<script>"]) {
    assertEquals(knownZone(zone), "UTC", zone);
  }
});

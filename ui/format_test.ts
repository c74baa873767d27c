import { assertEquals } from "../tests/assert.ts";
import { ago, bytes, count, dollars, duration, percent } from "./format.ts";

Deno.test("duration() keeps two or three digits, whatever the unit", () => {
  const shown = [0, 840, 9_949, 12_300, 99_400, 99_600, 3_000_000, 7_200_000, 400_000_000];
  assertEquals(
    shown.map((ms) => duration(ms, "en")),
    ["0 s", "0.8 s", "9.9 s", "12 s", "99 s", "2 min", "50 min", "2 h", "5 d"],
  );
  assertEquals(duration(12_300, "zh-CN"), "12 秒");
});

Deno.test("count(), percent() and dollars() round as people do", () => {
  assertEquals([count(0, "en"), count(1_234, "en"), count(12_345, "en")], ["0", "1,234", "12.3K"]);
  assertEquals(count(12_345, "zh-CN"), "1.2万");
  assertEquals([percent(1, "en"), percent(0.9754, "en")], ["100%", "97.5%"]);
  assertEquals(
    [dollars(0, "en"), dollars(0.0042, "en"), dollars(12.5, "en")],
    ["$0.00", "$0.0042", "$12.50"],
  );
});

Deno.test("bytes() picks the unit", () => {
  assertEquals(
    [0, 999, 1_000, 1_440_000, 2_000_000_000_000].map((size) => bytes(size, "en")),
    ["0 B", "999 B", "1 kB", "1.4 MB", "2,000 GB"],
  );
});

Deno.test("ago() speaks of the past, never of the future", () => {
  const now = 1_763_683_200_000;
  assertEquals(ago(now + 5_000, now, "en"), "now");
  assertEquals(ago(now - 180_000, now, "en"), "3 minutes ago");
  assertEquals(ago(now - 180_000, now, "zh-CN"), "3分钟前");
  assertEquals(ago(now - 3 * 86_400_000, now, "en"), "3 days ago");
});

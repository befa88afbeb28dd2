import { expect, it } from "vitest";
import { judge, trendOf, type Sample } from "./trend";

const MB = 2 ** 20;
const over = (bytesAt: (minutes: number) => number): Sample[] =>
  Array.from({ length: 300 }, (_, i) => ({ minutes: i / 30, bytes: bytesAt(i / 30) }));

it("tells a saw from a leak, and takes the warm-up for neither", () => {
  const saw = trendOf(over((minutes) => (100 + ((minutes * 7) % 12)) * MB));
  expect(judge(saw)).toBe(null);
  expect(Math.abs(saw.bytesPerMinute)).toBeLessThan(0.5 * MB);
  const warm = trendOf(over((minutes) => (minutes < 3 ? 60 + 20 * minutes : 120) * MB));
  expect(judge(warm)).toBe(null);
  const leak = trendOf(over((minutes) => (100 + 8 * minutes) * MB));
  expect(leak.bytesPerMinute / MB).toBeCloseTo(8);
  expect(judge(leak)).not.toBe(null);
});

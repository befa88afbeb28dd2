import { expect, test } from "vitest";
import { features } from "./features";

test("no two places of the navigation are gone to by the same keys", () => {
  const keys = features.flatMap(({ nav }) => nav ?? []).flatMap(({ shortcut }) => shortcut ?? []);
  expect(keys.length).toBeGreaterThan(8);
  expect(keys).toEqual([...new Set(keys)]);
});

import { expect, test } from "vitest";
import type { FlagKey } from "../../convex/flags/words";
import { features } from "./features";
import { navigation, reachable } from "./navigation";

const entries = navigation.flatMap((group) => group.entries);

test("no two places of the navigation are gone to by the same keys", () => {
  const keys = entries.flatMap(({ shortcut }) => shortcut ?? []);
  expect(keys.length).toBeGreaterThan(8);
  expect(keys).toEqual([...new Set(keys)]);
});

test("each line of the navigation stands once and leads to a page of a feature", () => {
  const places = entries.map(({ to }) => to);
  expect(places).toEqual([...new Set(places)]);
  const pages = features.flatMap(({ routes }) => routes.map(({ path }) => path));
  expect(places.filter((to) => !pages.includes(to))).toEqual([]);
  const ids = navigation.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test("a line is there for whoever may open its page, and a group for whoever sees one of its lines", () => {
  const places = (can: (permission: string) => boolean) =>
    reachable({ can, flagsOff: [] }).map((group) => [group.id, ...group.entries.map(({ to }) => to)]);
  expect(places((permission) => permission === "bookings:read")).toEqual([
    ["trips", "bookings"],
    ["organization", "settings"],
  ]);
  expect(places(() => true)).toEqual(
    navigation.map((group) => [group.id, ...group.entries.map(({ to }) => to)]),
  );
});

test("POS-18: the counter is no place for whoever has it off in the transition", () => {
  const places = (flagsOff: readonly FlagKey[]) =>
    reachable({ can: () => true, flagsOff }).flatMap(({ entries: lines }) => lines.map(({ to }) => to));
  expect(places([])).toContain("counter");
  const without = places(["pos-transition"]);
  expect(without).not.toContain("counter");
  expect(without).toHaveLength(places([]).length - 1);
});

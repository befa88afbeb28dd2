import { describe, expect, test } from "vitest";
import { isEditable, isOpen, isPast, mayMove, moves, quoteStatuses, type QuoteStatus } from "./lifecycle";

const legal = new Set([
  "draft>sent",
  "draft>discarded",
  "discarded>draft",
  "sent>viewed",
  "sent>accepted",
  "sent>rejected",
  "sent>expired",
  "viewed>accepted",
  "viewed>rejected",
  "viewed>expired",
]);

describe("the life of a quote", () => {
  const pairs = quoteStatuses.flatMap((from) => quoteStatuses.map((to) => [from, to] as const));
  test.each(pairs)("QUO-11: %s -> %s", (from, to) => {
    expect(mayMove(from, to)).toBe(legal.has(`${from}>${to}`));
  });

  test("QUO-02: every status is reached from draft", () => {
    const reached = new Set<QuoteStatus>(["draft"]);
    for (const from of reached) for (const to of moves[from]) reached.add(to);
    expect([...reached].sort()).toEqual([...quoteStatuses].sort());
  });

  test("QUO-19: only drafts are edited; sent and viewed are open; ends are neither", () => {
    expect(quoteStatuses.filter(isEditable)).toEqual(["draft"]);
    expect(quoteStatuses.filter(isOpen)).toEqual(["sent", "viewed"]);
  });

  test("QUO-08: the last day itself still counts", () => {
    expect(isPast("2026-03-01", "2026-03-01")).toBe(false);
    expect(isPast("2026-02-28", "2026-03-01")).toBe(true);
  });
});

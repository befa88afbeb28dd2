// Exact numbers of what moves: the preview counts a few, the rest is counted a page at a time.
import { useEffect, useState } from "react";
import { useConvex } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { useOrg } from "../../data/org";
import type { Preview } from "./preview";

export function useChildCounts(preview: Preview): Record<string, number> {
  const convex = useConvex();
  const { orgId } = useOrg();
  const others = preview.records.slice(1).map(({ customerId }) => customerId as string);
  const long = preview.children.filter(({ more }) => more).map(({ table }) => table);
  const [counted, setCounted] = useState<Record<string, number>>({});
  const question = JSON.stringify([orgId, others, long]);
  useEffect(() => {
    let isWanted = true;
    const [, customers, tables] = JSON.parse(question) as [string, string[], string[]];
    const count = async (table: string) => {
      let sum = 0;
      for (const customerId of customers) {
        let cursor: string | null = null;
        do {
          const page: { count: number; cursor: string | null } = await convex.query(api.merges.children, {
            orgId,
            customerId,
            table,
            cursor,
          });
          sum += page.count;
          cursor = page.cursor;
          if (!isWanted) return;
          setCounted((before) => ({ ...before, [table]: sum }));
        } while (cursor !== null);
      }
    };
    // A count that fails leaves the preview's own number standing.
    for (const table of tables) void count(table).catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [convex, orgId, question]);
  return Object.fromEntries(
    preview.children.map(({ table, count }) => [table, Math.max(count, counted[table] ?? 0)]),
  );
}

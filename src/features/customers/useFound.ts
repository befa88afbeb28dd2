// The best matches of a text, each with the passage that fits.
import { useMemo } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { CustomerFilters } from "../../../convex/customers/filterShape";
import { unpack } from "../../../convex/customers/packed";
import { useOrgQueryKept } from "../../data/org";
import type { CustomerRow } from "../../hooks/useCustomers";

type Answer = FunctionReturnType<typeof api.customers.searchPacked>;
export type Found = Omit<Answer, "packed"> & {
  rows: readonly CustomerRow[];
  /** What of a customer these rows have. */
  fields: ReadonlySet<string>;
};

/** Undefined while the first answer is on its way, and for no text. `fields` as api.customers.searchPacked takes them. */
export function useFound(text: string, filters: CustomerFilters, fields: string[]): Found | undefined {
  const answer = useOrgQueryKept(
    api.customers.searchPacked,
    text.trim() === "" ? "skip" : { text, filters, fields },
  );
  return useMemo(
    () =>
      answer && {
        ...answer,
        fields: new Set(answer.packed.fields),
        rows: unpack(answer.packed).map((row, at) => {
          const passage = answer.found[at]?.passage ?? null;
          return passage === null ? row : { ...row, passage: fromWord(passage, text) };
        }),
      },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- rows found belong to the text before until new ones come
    [answer],
  );
}

/** A cell is narrow: a passage begins with what was typed, where that stands in it. */
function fromWord(passage: string, typed: string): string {
  const small = passage.toLowerCase();
  const at = Math.min(
    ...typed
      .toLowerCase()
      .trim()
      .split(/\s+/)
      .map((word) => small.indexOf(word))
      .filter((place) => place >= 0),
  );
  return at > 0 && Number.isFinite(at) ? `… ${passage.slice(at)}` : passage;
}

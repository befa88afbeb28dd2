// What screens of packages share: rows as the server gives them, and the words for their limits.
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export type CatalogueRow = OrgRow<typeof api.packages.catalogue>;
export type Offer = FunctionReturnType<typeof api.packages.choices>[number];
export type SoldPackage = OrgRow<typeof api.packages.ofCustomer>;

/** "10 sessions", "No limit"; "30 days", "For ever". */
export function useLimits() {
  const words = useMessages(messages);
  const format = useFormat();
  return {
    sessions: (n: number | null) =>
      n === null ? words.unlimited : words.times({ n, text: format.number(n) }),
    days: (n: number | null) => (n === null ? words.forEver : words.days({ n, text: format.number(n) })),
  };
}

/** The orders a list can be in: which field, which index, and whether customers without a value follow at the end. */
import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import { sortNames, type SortName } from "./sortNames";
import type { Position, SortValue } from "./streams";

interface Sort {
  field: keyof Doc<"customers">;
  /** Index over the whole organization. */
  index: string;
  /** There are also by_owner_…, by_status_…, by_type_… and, on customerTags, by_tag_… in this order. */
  isNarrow: boolean;
  /** There is also by_owner_status_… in this order. */
  isPaired: boolean;
  /** Some customers have no value. */
  hasBlanks: boolean;
}

export const sorts = {
  name: { field: "nameSort", index: "by_name", isNarrow: true, isPaired: true, hasBlanks: false },
  createdAt: { field: "createdAt", index: "by_createdAt", isNarrow: true, isPaired: false, hasBlanks: false },
  lastContactAt: {
    field: "lastContactAt",
    index: "by_lastContactAt",
    isNarrow: true,
    isPaired: true,
    hasBlanks: false,
  },
  lifetimeValue: {
    field: "lifetimeValue",
    index: "by_lifetimeValue",
    isNarrow: true,
    isPaired: false,
    hasBlanks: false,
  },
  code: { field: "codeNumber", index: "by_codeNumber", isNarrow: false, isPaired: false, hasBlanks: false },
  dateJoined: {
    field: "dateJoined",
    index: "by_dateJoined",
    isNarrow: false,
    isPaired: false,
    hasBlanks: false,
  },
  nextFollowUpAt: {
    field: "nextFollowUpAt",
    index: "by_nextFollowUpAt",
    isNarrow: false,
    isPaired: false,
    hasBlanks: true,
  },
  leadScore: { field: "leadScore", index: "by_leadScore", isNarrow: false, isPaired: false, hasBlanks: true },
  email: { field: "email", index: "by_email", isNarrow: false, isPaired: false, hasBlanks: true },
  phone: { field: "phoneE164", index: "by_phone", isNarrow: false, isPaired: false, hasBlanks: true },
  company: { field: "companySort", index: "by_company", isNarrow: false, isPaired: false, hasBlanks: true },
  city: { field: "citySort", index: "by_city", isNarrow: false, isPaired: false, hasBlanks: true },
} as const satisfies Record<SortName, Sort>;

export const sortValidator = v.union(...sortNames.map((name) => v.literal(name)));

export function positionIn(row: Doc<"customers"> | Doc<"customerTags">, sort: SortName): Position {
  const value = (row as Doc<"customers">)[sorts[sort].field] as SortValue | undefined;
  return { value: value ?? null, creationTime: row._creationTime, id: row._id };
}

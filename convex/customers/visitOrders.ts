/**
 * Orders by visits. Most customers of an import never came, and an index over all customers would cost each of them; so
 * these orders are read from rows of fieldValues, which only customers with a value have, and whose keys no field of an
 * organization can have ("f_…"). Those without a value follow by name. Pure.
 */
import type { Doc } from "../_generated/dataModel";
import type { FilterFieldId } from "./fields";

interface VisitOrder {
  key: string;
  /** The filter field whose "is empty" finds those without. */
  field: FilterFieldId;
  read(customer: Doc<"customers">): number | undefined;
}

export const visitOrders = {
  lastVisitAt: { key: "lastVisitAt", field: "lastVisitAt", read: ({ lastVisitAt }) => lastVisitAt },
  totalVisits: { key: "totalVisits", field: "totalVisits", read: ({ totalVisits }) => totalVisits },
} as const satisfies Record<string, VisitOrder>;

export const visitSortNames = Object.keys(visitOrders) as (keyof typeof visitOrders)[];

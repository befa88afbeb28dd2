/** Quotes, orders and jobs in the search of everything: by number, and the newest of the customers it found (SRC-26). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import type { Permission } from "../tenancy/permissions";
import { inScope, scopeOf } from "../tenancy/scope";
import { mayFind } from "./allowed";

type NumberedTable = "quotes" | "orders" | "serviceJobs";

export interface FoundNumbered<T extends NumberedTable = NumberedTable> {
  _id: Id<T>;
  /** "ORD-0012". */
  number: string;
  subject: string;
  status: Doc<T>["status"];
  customerName: string;
}

interface Kind<T extends NumberedTable> {
  /** Before the number: "ORD" of "ORD-0012". */
  prefix: string;
  permission: Permission;
  /** Some `rowsRead` whose numbers stand between two, both included. */
  between: (ctx: OrgQueryCtx, from: string, to: string) => Promise<Doc<T>[]>;
  /** The newest two. */
  newestOf: (ctx: OrgQueryCtx, customerId: Id<"customers">) => Promise<Doc<T>[]>;
  numberOf: (row: Doc<T>) => string;
  subjectOf: (row: Doc<T>) => string;
}

/** Shown of one kind: by number, or beside the customer whose they are. */
const most = { byNumber: 5, besideCustomers: 3 };
/** Of like number, as some may be other people's. */
const rowsRead = 20;
const longestNumber = 40;

const quotes: Kind<"quotes"> = {
  prefix: "QUO",
  permission: "quotes:read",
  between: (ctx, from, to) =>
    ctx.db
      .query("quotes")
      .withIndex("by_number", (q) => q.gte("quoteNumber", from).lte("quoteNumber", to))
      .take(rowsRead),
  newestOf: (ctx, customerId) =>
    ctx.db
      .query("quotes")
      .withIndex("by_customer", (q) => q.eq("customerId", customerId))
      .order("desc")
      .take(2),
  numberOf: (quote) => quote.quoteNumber,
  subjectOf: (quote) => quote.subject,
};

const orders: Kind<"orders"> = {
  prefix: "ORD",
  permission: "orders:read",
  between: (ctx, from, to) =>
    ctx.db
      .query("orders")
      .withIndex("by_number", (q) => q.gte("orderNumber", from).lte("orderNumber", to))
      .take(rowsRead),
  newestOf: (ctx, customerId) =>
    ctx.db
      .query("orders")
      .withIndex("by_customer", (q) => q.eq("customerId", customerId))
      .order("desc")
      .take(2),
  numberOf: (order) => order.orderNumber,
  subjectOf: (order) => order.lines[0]?.description ?? "",
};

const serviceJobs: Kind<"serviceJobs"> = {
  prefix: "JOB",
  permission: "serviceJobs:read",
  between: (ctx, from, to) =>
    ctx.db
      .query("serviceJobs")
      .withIndex("by_number", (q) => q.gte("jobNumber", from).lte("jobNumber", to))
      .take(rowsRead),
  newestOf: (ctx, customerId) =>
    ctx.db
      .query("serviceJobs")
      .withIndex("by_customer", (q) => q.eq("customerId", customerId))
      .order("desc")
      .take(2),
  numberOf: (job) => job.jobNumber,
  subjectOf: (job) => job.title,
};

export interface EverythingNumbered {
  quotes: FoundNumbered<"quotes">[];
  orders: FoundNumbered<"orders">[];
  serviceJobs: FoundNumbered<"serviceJobs">[];
}

/** `customers`: whom the text names, of whose papers the newest are told when the text is no number itself. */
export async function numberedBy(
  ctx: OrgQueryCtx,
  text: string,
  customers: readonly Doc<"customers">[],
): Promise<EverythingNumbered> {
  const [foundQuotes, foundOrders, foundJobs] = await Promise.all([
    foundOf(ctx, quotes, text, customers),
    foundOf(ctx, orders, text, customers),
    foundOf(ctx, serviceJobs, text, customers),
  ]);
  return { quotes: foundQuotes, orders: foundOrders, serviceJobs: foundJobs };
}

async function foundOf<T extends NumberedTable>(
  ctx: OrgQueryCtx,
  kind: Kind<T>,
  text: string,
  customers: readonly Doc<"customers">[],
): Promise<FoundNumbered<T>[]> {
  if (!(await mayFind(ctx, kind.permission))) return [];
  const shown = (row: Doc<T>, customer: Doc<"customers">): FoundNumbered<T> => ({
    _id: row._id,
    number: kind.numberOf(row),
    subject: kind.subjectOf(row),
    status: row.status,
    customerName: customer.name,
  });
  const rows: FoundNumbered<T>[] = [];
  const scope = await scopeOf(ctx, kind.permission);
  const ranges = rangesOf(text, kind.prefix);
  if (ranges === null) {
    for (const customer of customers)
      if (inScope(scope, customer))
        for (const row of await kind.newestOf(ctx, customer._id)) rows.push(shown(row, customer));
    return rows.slice(0, most.besideCustomers);
  }
  const customerScope = await scopeOf(ctx, "customers:read");
  const seen = new Set<string>();
  for (const [from, to] of ranges)
    for (const row of await kind.between(ctx, from, to)) {
      if (rows.length === most.byNumber) return rows;
      if (seen.has(row._id)) continue;
      seen.add(row._id);
      const customer = await ctx.db.find("customers", row.customerId);
      if (customer === null || customer.status === "deleted") continue;
      if (inScope(customerScope, customer) && inScope(scope, customer)) rows.push(shown(row, customer));
    }
  return rows;
}

/**
 * Which numbers a text means, from and to: "ORD-0012", "ord 12" and "12" one order, and those whose number begins so;
 * a number that came from another system as it is written ("INV/2024-7"). Null for words; none for a number of
 * another kind.
 */
export function rangesOf(text: string, prefix: string): [from: string, to: string][] | null {
  const typed = text.trim();
  if (!/\d/.test(typed) || typed.length > longestNumber || /[@+]/.test(typed)) return null;
  const [, letters, digits] =
    /^(?:([a-z]{3})\b)?[\s#-]*(\d{1,8})$/i.exec(typed.replace(/^([a-z]{3})(?=\d)/i, "$1 ")) ?? [];
  if (digits === undefined)
    return /\s/.test(typed)
      ? null
      : [...new Set([typed, typed.toUpperCase()])].map((one) => [one, `${one}\uffff`]);
  if (letters !== undefined && letters.toUpperCase() !== prefix) return [];
  const exact = `${prefix}-${digits.replace(/^0+(?=\d)/, "").padStart(4, "0")}`;
  const beginning = `${prefix}-${digits}`;
  return [
    [exact, exact],
    [beginning, `${beginning}\uffff`],
  ];
}

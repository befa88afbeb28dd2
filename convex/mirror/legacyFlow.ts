/**
 * Working with the older point of sale's customers instead of Orbit's own
 * (POS-19, POS-20): who is looked for there, and who is new is added there and
 * comes here by the forward sync.
 */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { customerScope } from "../customers/access";
import { customerRules } from "../customers/write";
import { newCustomerShape } from "../customers/shape";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { inScope } from "../tenancy/scope";
import { legacyRow } from "./find";
import { valuesOfRow } from "./fields";
import { addRow } from "./keep";
import { enqueue, wake } from "./queue";
import { freeId } from "./reverse";
import { directionOf } from "./words";

/** Rows read for one answer, and given. */
const read = 30;
const given = 8;

export interface FoundRow {
  legacyId: string;
  name: string;
  phone: string | null;
  email: string | null;
  /** Null until the forward sync has brought the person here. */
  customerId: Id<"customers"> | null;
}

/** The best matches among the point of sale's customers, or the first by name; without those whose customer the caller may not see. */
export async function lookUpLegacy(ctx: OrgQueryCtx, text: string): Promise<FoundRow[]> {
  const wanted = fold(text).trim();
  const table = ctx.db.query("legacyCustomers");
  const rows = await (
    wanted === ""
      ? table.withIndex("by_name")
      : table.withSearchIndex("search", (q) => q.search("searchText", wanted))
  ).take(read);
  const scope = await customerScope(ctx);
  const found: FoundRow[] = [];
  for (const row of rows) {
    if (found.length === given) break;
    if (row.deletedAt !== undefined || row.erasedAt !== undefined) continue;
    const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
    if (customer !== null && (customer.status === "deleted" || !inScope(scope, customer))) continue;
    found.push({
      legacyId: row.legacyId,
      name: row.name ?? row.legacyId,
      phone: row.phone ?? null,
      email: row.email ?? null,
      customerId: customer?._id ?? null,
    });
  }
  return found;
}

/** The customer that a row has become by now, if the caller may see it. */
export async function arrivedAs(
  ctx: OrgQueryCtx,
  legacyId: string,
): Promise<{ customerId: Id<"customers">; name: string; customerCode: string } | null> {
  const row = await legacyRow(ctx, legacyId);
  const customer = row?.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
  if (customer === null || customer.status === "deleted" || !inScope(await customerScope(ctx), customer))
    return null;
  return { customerId: customer._id, name: customer.name, customerCode: customer.customerCode };
}

/**
 * Adds a customer to the point of sale and puts them on their way here; the
 * row's id. VALIDATION_ERROR as for any new customer; NOT_FOUND without a
 * point of sale that is taken over from.
 */
export async function createInLegacy(
  ctx: OrgMutationCtx,
  input: { name: string; phone?: string | undefined; email?: string | undefined },
): Promise<string> {
  const { transition } = await ctx.settings();
  if (!directionOf(transition?.stage).forward) return fail({ code: "NOT_FOUND", entity: "legacyCustomers" });
  const checked = parse(newCustomerShape(await customerRules(ctx)), input);
  const legacyId = await freeId(ctx);
  const row = await addRow(ctx, {
    name: checked.name,
    phone: checked.phone,
    email: checked.email,
    legacyId,
    origin: "orbit",
    state: "waiting",
  });
  await enqueue(ctx, {
    direction: "fromPos",
    entity: "customer",
    operationType: "INSERT",
    legacyCustomerId: legacyId,
    dataPayload: JSON.stringify(valuesOfRow(row)),
  });
  await wake(ctx);
  return legacyId;
}

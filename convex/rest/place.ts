/** From the ids in an address to rows that the caller reaches. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { readableCustomer, survivorOf } from "../customers/access";
import { customerIdOf } from "../customers/open";
import { fail } from "../shared/errors";
import type { TenantTable } from "../tenancy/tables";

type Ctx = OrgQueryCtx | OrgMutationCtx;
type Params = Readonly<Record<string, string>>;

/** The customer of the address, by id, code or older id; of a merged record, the one it went into. NOT_FOUND. */
export async function customerAt(ctx: Ctx, params: Params): Promise<Doc<"customers">> {
  const asked = await readableCustomer(ctx, await customerIdOf(ctx, params["customer"]!));
  return (await survivorOf(ctx, asked)) ?? asked;
}

/** The id if the text is one of that table's, else NOT_FOUND; whose row it is shows when it is read. */
export function idOf<T extends TenantTable>(ctx: Ctx, table: T, text: string): Id<T> {
  return ctx.db.normalizeId(table, text) ?? fail({ code: "NOT_FOUND", entity: table });
}

type Child =
  | "contacts"
  | "interactions"
  | "communications"
  | "followUps"
  | "notes"
  | "documents"
  | "quotes"
  | "orders"
  | "serviceJobs"
  | "merges"
  | "loyaltyEntries";

/** The row that the address names below its customer; NOT_FOUND when it is another customer's. */
export async function childAt<T extends Child>(
  ctx: Ctx,
  table: T,
  params: Params,
  name: string,
): Promise<Doc<T>> {
  const customer = await customerAt(ctx, params);
  const row = await ctx.db.get(table, idOf(ctx, table, params[name]!));
  const owner = (row as { customerId?: string; primaryCustomerId?: string }).customerId;
  const parent = owner ?? (row as { primaryCustomerId?: string }).primaryCustomerId;
  if (parent !== customer._id) fail({ code: "NOT_FOUND", entity: table });
  return row;
}

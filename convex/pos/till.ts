/** What a till of its own hands in over the API: its customers (POS-10) and its sales (POS-15, ORD-14). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { customerScope, readableCustomer } from "../customers/access";
import { customerOfLegacyId, linkLegacyId } from "../customers/legacy";
import type { CustomerDraft } from "../customers/shape";
import { createByStaff } from "../customers/staff";
import { factsOf, findDuplicates } from "../duplicates/find";
import { withEmail, withPhone } from "../duplicates/lookUp";
import { normalizeEmail } from "../shared/email";
import { fail } from "../shared/errors";
import { toE164 } from "../shared/phone";
import { clean, fold } from "../shared/text";
import { enteredSale, recordTransaction, withExternalId } from "../transactions/record";
import { keepWaiting, moveWaiting, waitingWithExternalId } from "./waiting";

/** How a till tells who somebody is, beside its own id. */
interface Person {
  name?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
}

const longestId = 120;

/** A till's id as it is kept and looked for. VALIDATION_ERROR where it is none. */
function tillId(given: string): string {
  const id = clean(given);
  if (id !== "" && id.length <= longestId) return id;
  const message = `Send the till's id of the customer, 1 to ${longestId} characters.`;
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "posCustomerId", rule: "required", message }] });
}

/**
 * A customer as a till knows them: whoever answers to its id or has this e-mail or phone is linked to it, and who is new
 * is created. Sales that waited for the id follow. VALIDATION_ERROR by field; DUPLICATE_CUSTOMER where several have
 * this contact or one does whom the caller may not see.
 */
export async function customerFromTill(
  ctx: OrgMutationCtx,
  posCustomerId: string,
  input: CustomerDraft & Person,
): Promise<{ customerId: Id<"customers">; created: boolean }> {
  const id = tillId(posCustomerId);
  const known = (await customerOfLegacyId(ctx, id)) ?? (await whoHasContact(ctx, input));
  if (known !== null) {
    const customer = await seen(ctx, known, input);
    await moveWaiting(ctx, id, await linkLegacyId(ctx, customer, id));
    return { customerId: customer._id, created: false };
  }
  // A till asks nobody: who is merely alike goes to the duplicates.
  const { customerId } = await createByStaff(ctx, {
    input: { ...input, legacyIds: [id] },
    duplicates: "collect",
  });
  await moveWaiting(ctx, id, await ctx.db.get("customers", customerId));
  return { customerId, created: true };
}

/** The sale that was recorded, or that waits for its customer. */
export type FromTill =
  | { transactionId: Id<"transactions">; customerId: Id<"customers"> }
  | { unassignedId: Id<"unassignedSales"> };

/**
 * A sale of a till, by its id of the customer; a known phone or e-mail links the id. Of nobody's id it waits to be
 * assigned, or is refused with NOT_FOUND where the organization says so (POS-16). A known external id writes nothing.
 */
export async function saleFromTill(
  ctx: OrgMutationCtx,
  posCustomerId: string,
  person: Person,
  input: unknown,
): Promise<FromTill> {
  const id = tillId(posCustomerId);
  const sale = await enteredSale(ctx, input);
  const { externalId } = sale;
  const waits = externalId === undefined ? null : await waitingWithExternalId(ctx, externalId);
  const isSame =
    waits?.posCustomerId === id && waits.amount === sale.amount && waits.currency === sale.currency;
  if (waits !== null) return isSame ? { unassignedId: waits._id } : otherSale();
  const holder = await customerOfLegacyId(ctx, id);
  const customer = holder ?? (await whoHasContact(ctx, person));
  if (customer === null) {
    const known = externalId === undefined ? null : await withExternalId(ctx, externalId);
    if (known !== null) return { transactionId: known._id, customerId: known.customerId };
    if ((await ctx.settings()).unknownPosCustomer === "refuse")
      fail({ code: "NOT_FOUND", entity: "customers" });
    return { unassignedId: await keepWaiting(ctx, id, sale) };
  }
  const { transactionId } = await recordTransaction(ctx, customer._id, {
    ...(input as object),
    legacyPosCustomerId: id,
  });
  if (holder === null) await moveWaiting(ctx, id, await linkLegacyId(ctx, await fresh(ctx, customer), id));
  return { transactionId, customerId: customer._id };
}

const fresh = async (ctx: OrgMutationCtx, { _id }: Doc<"customers">) => await ctx.db.get("customers", _id);

function otherSale(): never {
  const message = "This id belongs to another sale; check the customer and the amount.";
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "externalId", rule: "taken", message }] });
}

const mostLooked = 5;

/** The one live customer with exactly this e-mail or phone; of several the one of this name; null for nobody. */
async function whoHasContact(
  ctx: OrgMutationCtx,
  { name, phone, email }: Person,
): Promise<Doc<"customers"> | null> {
  const { country } = await ctx.settings();
  const address = email === undefined ? null : normalizeEmail(email);
  const e164 = phone === undefined ? null : toE164(phone, country);
  const rows = [
    ...(address === null ? [] : await withEmail(ctx, address, mostLooked)),
    ...(e164 === null ? [] : await withPhone(ctx, e164, mostLooked)),
  ];
  const found: Doc<"customers">[] = [];
  for (const id of new Set(rows.map(({ customerId }) => customerId))) {
    const customer = await ctx.db.find("customers", id);
    if (customer !== null && customer.status !== "deleted") found.push(customer);
  }
  if (found.length < 2) return found[0] ?? null;
  const named = found.filter((customer) => name !== undefined && fold(customer.name) === fold(name));
  if (named.length === 1) return named[0]!;
  return await refuseSeveral(ctx, { name, phone, email });
}

async function refuseSeveral(ctx: OrgMutationCtx, person: Person): Promise<never> {
  const { matches } = await findDuplicates(ctx, person, { similar: false });
  const duplicates = factsOf(matches, await customerScope(ctx));
  const field = person.phone === undefined ? "email" : "phone";
  return fail({ code: "DUPLICATE_CUSTOMER", field, duplicates, confirmable: false });
}

/** The customer, if the caller may see it; else as masked as the gatekeeper's refusal. */
async function seen(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  person: Person,
): Promise<Doc<"customers">> {
  try {
    return await readableCustomer(ctx, customer._id);
  } catch {
    return await refuseSeveral(ctx, person);
  }
}

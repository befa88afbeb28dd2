/** The one write path of the catalogue: row, count and history move together. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { searchWords } from "../search/words";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { tallyItem } from "../tallies/items";
import type { NewRow } from "../tenancy/tenantDb";
import { itemShape, type ItemInput } from "./shape";

const watched = [
  "sku",
  "name",
  "description",
  "category",
  "unitPrice",
  "currency",
  "taxRate",
  "isActive",
] as const;

/** VALIDATION_ERROR by field: among others for a code that another item has. */
export async function createItem(ctx: TenantMutationCtx, input: ItemInput): Promise<Id<"items">> {
  const fields = await entered(ctx, input, null);
  const itemId = await ctx.db.insert("items", {
    ...fields,
    isActive: true,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  await tallyItem(ctx, null, await ctx.db.get("items", itemId));
  await recordChange(ctx, {
    entity: "items",
    entityId: itemId,
    action: "created",
    changes: [
      { field: "sku", to: fields.sku },
      { field: "name", to: fields.name },
    ],
  });
  return itemId;
}

/** Replaces what was entered. Lines that were written with the item keep what they say. */
export async function updateItem(
  ctx: TenantMutationCtx,
  itemId: Id<"items">,
  input: ItemInput,
): Promise<void> {
  const before = await ctx.db.get("items", itemId);
  await save(ctx, before, "updated", await entered(ctx, input, before));
}

/** An archived item is offered no more; it comes back with `isActive`. Nothing happens when it is so already. */
export async function setItemActive(
  ctx: TenantMutationCtx,
  itemId: Id<"items">,
  isActive: boolean,
): Promise<void> {
  const before = await ctx.db.get("items", itemId);
  await save(ctx, before, isActive ? "restored" : "archived", { isActive });
}

async function save(
  ctx: TenantMutationCtx,
  before: Doc<"items">,
  action: string,
  fields: Partial<NewRow<"items">>,
): Promise<void> {
  const changes = diff<Doc<"items">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return;
  await ctx.db.patch("items", before._id, { ...fields, updatedAt: ctx.now });
  await tallyItem(ctx, before, await ctx.db.get("items", before._id));
  await recordChange(ctx, { entity: "items", entityId: before._id, action, changes });
}

/** As stored; undefined removes a field. */
async function entered(ctx: TenantMutationCtx, input: ItemInput, before: Doc<"items"> | null) {
  const { currency, ...given } = parse(itemShape, input);
  const skuKey = fold(given.sku);
  const twin = await ctx.db
    .query("items")
    .withIndex("by_sku", (q) => q.eq("skuKey", skuKey))
    .first();
  if (twin !== null && twin._id !== before?._id) {
    const message = `${twin.name} has this code already; choose another.`;
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "sku", rule: "taken", message }] });
  }
  return {
    ...given,
    description: given.description,
    category: given.category,
    currency: currency ?? before?.currency ?? (await ctx.settings()).currency,
    skuKey,
    nameKey: fold(given.name),
    searchText: searchWords([given.sku, given.name, given.category ?? ""].join(" ")).join(" "),
  };
}

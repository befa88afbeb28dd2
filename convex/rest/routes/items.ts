/** The catalogue over REST (ORD-07). */
import * as z from "zod";
import { listItems, readItem, type ShownItem } from "../../items/list";
import { createItem, setItemActive, updateItem } from "../../items/write";
import { amount, id, iso, listPage, moment } from "../answer";
import { paging, selection, word } from "../entry";
import { idOf } from "../place";
import { lists, writes } from "../route";
import { thing } from "../thing";

const textOrNull = z.string().nullable();
/** Basis points in one percent. */
const percent = 100;

const itemAnswer = z.strictObject({
  id,
  sku: z.string().describe("Unique in the organization, whatever its case."),
  name: z.string(),
  description: textOrNull,
  category: textOrNull,
  unitPrice: amount.describe("Without tax, in minor units of currency."),
  currency: z.string().describe("ISO 4217."),
  taxRate: z.number().describe("Percent."),
  isActive: z.boolean().describe("False: archived, not offered any more."),
  createdAt: moment,
  updatedAt: moment,
});

const outward = (item: ShownItem): z.output<typeof itemAnswer> => ({
  id: item._id,
  sku: item.sku,
  name: item.name,
  description: item.description,
  category: item.category,
  unitPrice: item.unitPrice,
  currency: item.currency,
  taxRate: item.taxRate / percent,
  isActive: item.isActive,
  createdAt: iso(item.createdAt),
  updatedAt: iso(item.updatedAt),
});

/** Judged in words and by field by items/shape.ts. */
const entered = {
  sku: z.string({ error: "Enter the code under which it is sold." }),
  name: z.string({ error: "Say what it is." }),
  description: word,
  category: word,
  unitPrice: z.number({ error: "Enter a price." }).describe("Minor units, without tax."),
  currency: z.string().optional().describe("ISO 4217; the organization's own when left out."),
  taxRate: z
    .number()
    .transform((rate) => Math.round(rate * percent))
    .optional()
    .describe("Percent, up to two decimals; 0 when left out."),
};
const partial = z.strictObject({
  ...entered,
  sku: entered.sku.optional(),
  name: entered.name.optional(),
  unitPrice: entered.unitPrice.optional(),
});

type Patch = z.output<typeof partial>;
/** What items/write.ts takes: an item with a body over it; null removes. */
function over(before: ShownItem, patch: Patch) {
  const { sku, name, unitPrice, currency, taxRate } = { ...before, ...defined(patch) };
  return {
    sku,
    name,
    unitPrice,
    currency,
    taxRate,
    description: (patch.description === undefined ? before.description : patch.description) ?? "",
    category: (patch.category === undefined ? before.category : patch.category) ?? "",
  };
}
const defined = (patch: Patch) =>
  Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined && value !== null),
  ) as Pick<ShownItem, "sku" | "name" | "unitPrice" | "currency" | "taxRate">;

const largestPage = 100;

const item = thing({
  path: "/items/{item}",
  group: "Items",
  answer: itemAnswer,
  read: async (ctx, key) => outward(await readItem(ctx, key)),
});

export const itemRoutes = [
  lists({
    method: "GET",
    path: "/items",
    group: "Items",
    summary: "The catalogue by name, or the items with the words of search",
    permission: "items:read",
    query: z.strictObject({
      archived: z.enum(["true", "false"]).optional().describe("true: those that are not offered any more."),
      search: z.string().max(200).optional().describe("Words of code, name or category."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "items",
    largestPage,
    answer: itemAnswer,
    handler: async (ctx, { query, page }) => {
      const filter = { isActive: query.archived !== "true", search: query.search ?? "" };
      return listPage(await listItems(ctx, filter, page), outward);
    },
  }),
  writes({
    method: "POST",
    path: "/items",
    group: "Items",
    summary: "Add an item to the catalogue",
    permission: "items:manage",
    status: 201,
    body: z.strictObject(entered),
    example: { sku: "GUIDE-DAY", name: "Guide, per day", unitPrice: 10_000, taxRate: 12 },
    answer: itemAnswer,
    handler: async (ctx, { body }) => {
      const { description, category, ...rest } = body;
      const itemId = await createItem(ctx, {
        ...rest,
        description: description ?? "",
        category: category ?? "",
      });
      return outward(await readItem(ctx, itemId));
    },
  }),
  item.get("Read one item", "items:read"),
  writes({
    method: "PUT",
    path: "/items/{item}",
    group: "Items",
    summary: "Change an item; lines already written keep what they say",
    permission: "items:manage",
    body: partial,
    example: { unitPrice: 12_000 },
    answer: itemAnswer,
    handler: async (ctx, { params, body }) => {
      const before = await readItem(ctx, params["item"]!);
      await updateItem(ctx, before._id, over(before, body));
      return outward(await readItem(ctx, before._id));
    },
  }),
  item.deed(
    { method: "DELETE" },
    "Archive an item: it is offered no more, and can be brought back",
    "items:manage",
    (ctx, key) => setItemActive(ctx, idOf(ctx, "items", key), false),
  ),
  item.deed({ method: "POST", at: "/restore" }, "Bring an archived item back", "items:manage", (ctx, key) =>
    setItemActive(ctx, idOf(ctx, "items", key), true),
  ),
];

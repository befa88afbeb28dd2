/** Packages over REST: the catalogue, and what was sold of it (PKG-01, PKG-03, PKG-10). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import {
  archivePackage,
  createPackage,
  listCatalogue,
  readPackage,
  updatePackage,
  type CountedPackage,
} from "../../packages/catalogue";
import { cancelPackage, restorePackage } from "../../packages/cancel";
import { buyersOf, packagesOfCustomer, readSold, type ListedPackage } from "../../packages/list";
import { sellPackage } from "../../packages/sell";
import { returnSession, takeSession } from "../../packages/sessions";
import { packageStatuses } from "../../packages/words";
import { paymentMethods } from "../../transactions/words";
import { amount, calendarDay, count, id, iso, isoOrNull, listPage, moment } from "../answer";
import { flag, looseInstant, paging, selection, word } from "../entry";
import { customerAt } from "../place";
import { lists, writes } from "../route";
import { thing } from "../thing";
import { creditEntered, minorUnits } from "./loyalty";

const textOrNull = z.string().nullable();
const currency = z.string().describe("ISO 4217.");

const packageAnswer = z.strictObject({
  id,
  name: z.string(),
  description: textOrNull,
  price: amount,
  currency,
  sessions: count.nullable().describe("How often it can be used; null: no limit."),
  validDays: count.nullable().describe("How many days it lasts; null: for ever."),
  isArchived: z.boolean().describe("Not sold any more."),
  sold: z
    .strictObject({ active: count, used: count, expired: count })
    .nullable()
    .describe("How many were sold; null for whoever does not see every customer's."),
  takings: z.array(z.strictObject({ currency: z.string(), amount })).describe("What was paid for them."),
  createdAt: moment,
  updatedAt: moment,
});

const offerOutward = ({
  _id,
  createdAt,
  updatedAt,
  ...row
}: CountedPackage): z.output<typeof packageAnswer> => ({
  ...row,
  id: _id,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

const soldAnswer = z.strictObject({
  id,
  packageId: id,
  customerId: id,
  customerCode: z.string(),
  customerName: z.string(),
  name: z.string().describe("As it was called when it was sold."),
  price: amount,
  currency,
  purchasedAt: moment,
  startsAt: calendarDay.describe("First day on which it can be used."),
  expiresAt: calendarDay.nullable().describe("Last day on which it can be used; null: for ever."),
  sessionsTotal: count.nullable().describe("Null: no limit."),
  sessionsUsed: count,
  sessionsRemaining: count.nullable().describe("Null: no limit."),
  status: z.enum(packageStatuses).describe("Cancelled ones count nowhere."),
  note: textOrNull,
  cancelledAt: moment.nullable(),
  cancelReason: textOrNull,
  transactionId: id.nullable().describe("The sale in which it was bought; null for a gift."),
  createdAt: moment,
  createdByName: z.string(),
});

const soldOutward = (row: ListedPackage): z.output<typeof soldAnswer> => ({
  id: row._id,
  packageId: row.packageId,
  customerId: row.customerId,
  customerCode: row.customerCode,
  customerName: row.customerName,
  name: row.name,
  price: row.price,
  currency: row.currency,
  purchasedAt: iso(row.purchasedAt),
  startsAt: row.startsOn,
  expiresAt: row.expiresOn,
  sessionsTotal: row.sessionsTotal,
  sessionsUsed: row.sessionsUsed,
  sessionsRemaining: row.sessionsLeft,
  status: row.status,
  note: row.note,
  cancelledAt: isoOrNull(row.cancelled?.at),
  cancelReason: row.cancelled?.reason ?? null,
  transactionId: row.transactionId,
  createdAt: iso(row.createdAt),
  createdByName: row.createdByName,
});

const largestPage = 50;
const isActive = ({ status }: z.output<typeof soldAnswer>) => status === "active";

const entered = z.strictObject({
  name: z.string().optional(),
  description: word,
  price: creditEntered,
  currency: word,
  sessions: z.number().nullable().optional(),
  validDays: z.number().nullable().optional(),
});

/** What is left out stays as it is in `before`; null removes. */
function offerFrom(
  body: z.output<typeof entered>,
  own: string,
  before?: CountedPackage,
): Parameters<typeof createPackage>[1] {
  const of = body.currency ?? before?.currency ?? own;
  return {
    name: body.name ?? before?.name ?? "",
    description: body.description === undefined ? (before?.description ?? "") : (body.description ?? ""),
    price: (body.price === undefined && before ? before.price : minorUnits(body.price, of)) as number,
    currency: of,
    sessions: body.sessions === undefined ? (before?.sessions ?? null) : body.sessions,
    validDays: body.validDays === undefined ? (before?.validDays ?? null) : body.validDays,
  };
}

const offer = thing({
  path: "/packages/{package}",
  group: "Packages",
  answer: packageAnswer,
  read: async (ctx, key) => offerOutward(await readPackage(ctx, key)),
});
const sold = thing({
  path: "/customer-packages/{customerPackage}",
  group: "Packages",
  answer: soldAnswer,
  read: async (ctx, key) => soldOutward(await readSold(ctx, key)),
});

const catalogueRoutes = [
  lists({
    method: "GET",
    path: "/packages",
    group: "Packages",
    summary: "Packages on offer, by name; or those put away",
    permission: "packages:browse",
    query: z.strictObject({
      archived: flag.optional().describe("true: those that are not sold any more."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "packages",
    largestPage,
    answer: packageAnswer,
    handler: async (ctx, { query, page }) =>
      listPage(await listCatalogue(ctx, query.archived ?? false, page), offerOutward),
  }),
  writes({
    method: "POST",
    path: "/packages",
    group: "Packages",
    summary: "Add a package to the catalogue",
    permission: "packages:manage",
    status: 201,
    body: entered,
    example: { name: "Ten visits", price: "800.00", sessions: 10, validDays: 180 },
    answer: packageAnswer,
    handler: async (ctx, { body }) => {
      const made = await createPackage(ctx, offerFrom(body, (await ctx.settings()).currency));
      return offerOutward(await readPackage(ctx, made));
    },
  }),
  offer.get("Read one package of the catalogue", "packages:browse"),
  writes({
    method: "PATCH",
    path: "/packages/{package}",
    group: "Packages",
    summary: "Change a package; what was sold stays as it was sold",
    permission: "packages:manage",
    body: entered,
    example: { price: "850.00" },
    answer: packageAnswer,
    handler: async (ctx, { params, body }) => {
      const before = await readPackage(ctx, params["package"]!);
      await updatePackage(ctx, before._id, offerFrom(body, before.currency, before));
      return offerOutward(await readPackage(ctx, before._id));
    },
  }),
  offer.deed(
    { method: "DELETE" },
    "Take a package out of the offer; whoever has bought it keeps it",
    "packages:manage",
    (ctx, key) => archivePackage(ctx, key, true),
  ),
  offer.deed({ method: "POST", at: "/restore" }, "Offer a package again", "packages:manage", (ctx, key) =>
    archivePackage(ctx, key, false),
  ),
  lists({
    method: "GET",
    path: "/packages/{package}/customers",
    group: "Packages",
    summary: "Who bought a package, newest first",
    permission: "packages:read",
    query: z.strictObject({
      owner: z.string().max(64).optional().describe("A member's id; everybody's unless told."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "customerPackages",
    largestPage,
    answer: soldAnswer,
    handler: async (ctx, { params, query, page }) => {
      const owner = query.owner === undefined ? "everybody" : (query.owner as Id<"users">);
      return listPage(await buyersOf(ctx, params["package"]!, owner, page), soldOutward);
    },
  }),
];

const ofCustomerRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/packages",
    group: "Packages",
    summary: "Packages of a customer, newest first; those of the page once more as active and past ones",
    permission: "packages:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "packages",
    parts: {
      activePackages: isActive,
      expiredPackages: (row) => !isActive(row),
    },
    largestPage,
    answer: soldAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await packagesOfCustomer(ctx, _id, "all", page), soldOutward);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/packages",
    group: "Packages",
    summary: "Sell a package; its price is recorded as one sale",
    permission: "packages:sell",
    status: 201,
    body: z.strictObject({
      packageId: z.string(),
      price: creditEntered,
      purchasedAt: looseInstant.optional().describe("Now unless told."),
      startsAt: z.string().optional().describe("A day; that of the sale unless told."),
      paymentMethod: z.enum(paymentMethods).optional(),
      reference: word,
      note: word,
    }),
    example: { packageId: "<id>", paymentMethod: "card", reference: "R-1041" },
    answer: soldAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      const offer = await readPackage(ctx, body.packageId);
      const sold = await sellPackage(ctx, _id, offer._id, {
        ...(body.price === undefined || body.price === null
          ? {}
          : { price: minorUnits(body.price, offer.currency) as number }),
        ...(body.purchasedAt === undefined ? {} : { at: body.purchasedAt }),
        ...(body.startsAt === undefined ? {} : { startsOn: body.startsAt }),
        ...(body.paymentMethod === undefined ? {} : { method: body.paymentMethod }),
        ...(body.reference ? { reference: body.reference } : {}),
        ...(body.note ? { note: body.note } : {}),
      });
      return soldOutward(await readSold(ctx, sold));
    },
  }),
  sold.get("Read one sold package", "packages:read"),
  sold.deed({ method: "POST", at: "/use" }, "Use one session of a package", "packages:use", takeSession),
  sold.deed(
    { method: "POST", at: "/return" },
    "Give one session back, as if it had not been used",
    "packages:use",
    returnSession,
  ),
  writes({
    method: "POST",
    path: "/customer-packages/{customerPackage}/cancel",
    group: "Packages",
    summary: "Take a package back and make its sale void",
    permission: "packages:cancel",
    body: z.strictObject({ reason: z.string().optional() }),
    isBodyOptional: true,
    example: { reason: "Moved away" },
    answer: soldAnswer,
    handler: async (ctx, { params, body }) => {
      await cancelPackage(ctx, params["customerPackage"]!, body.reason);
      return soldOutward(await readSold(ctx, params["customerPackage"]!));
    },
  }),
  sold.deed(
    { method: "POST", at: "/restore" },
    "Bring a cancelled package back, and its sale",
    "packages:cancel",
    restorePackage,
  ),
];

export const packageRoutes = [...catalogueRoutes, ...ofCustomerRoutes];

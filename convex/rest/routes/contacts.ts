/** The people at a customer over REST (API-15..18, CON-07). */
import * as z from "zod";
import type { Doc } from "../../_generated/dataModel";
import { pageOfContacts } from "../../contacts/list";
import type { ContactInput } from "../../contacts/shape";
import {
  addContact,
  editContact,
  makePrimaryContact,
  removeContact,
  restoreContact,
} from "../../contacts/write";
import { actor, id, iso, listPage, moment } from "../answer";
import { cleared, paging, selection, word } from "../entry";
import { childAt, customerAt } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();

export const contactAnswer = z.strictObject({
  id,
  customerId: id,
  firstName: z.string(),
  lastName: z.string(),
  title: textOrNull,
  department: textOrNull,
  email: textOrNull,
  phone: textOrNull,
  phoneE164: textOrNull,
  mobile: textOrNull,
  mobileE164: textOrNull,
  notes: textOrNull,
  isPrimary: z.boolean(),
  isDecisionMaker: z.boolean(),
  isActive: z.boolean(),
  createdAt: moment,
  updatedAt: moment,
  createdBy: actor,
  updatedBy: actor,
});

export const contactOutward = (row: Doc<"contacts">): z.output<typeof contactAnswer> => ({
  id: row._id,
  customerId: row.customerId,
  firstName: row.firstName,
  lastName: row.lastName,
  title: row.title ?? null,
  department: row.department ?? null,
  email: row.email ?? null,
  phone: row.phone ?? null,
  phoneE164: row.phoneE164 ?? null,
  mobile: row.mobile ?? null,
  mobileE164: row.mobileE164 ?? null,
  notes: row.notes ?? null,
  isPrimary: row.isPrimary,
  isDecisionMaker: row.isDecisionMaker,
  isActive: row.isActive,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
  createdBy: row.createdBy,
  updatedBy: row.updatedBy,
});

/** Judged in words and by field by contacts/shape.ts. */
const entered = {
  firstName: word,
  lastName: word,
  title: word,
  department: word,
  email: word,
  phone: word,
  mobile: word,
  notes: word,
  isDecisionMaker: z.boolean().optional(),
  isPrimary: z
    .boolean()
    .optional()
    .describe("True makes this the one contact that mail goes to; the present one steps back."),
};
const largestPage = 50;
const one = "/customers/{customer}/contacts/{contact}";

export const contactRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/contacts",
    group: "Contacts",
    summary: "Active contacts, the primary one first",
    permission: "contacts:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "contacts",
    largestPage,
    answer: contactAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await pageOfContacts(ctx, _id, page), contactOutward);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/contacts",
    group: "Contacts",
    summary: "Add a contact; the first one becomes primary",
    permission: "contacts:write",
    status: 201,
    body: z.strictObject(entered),
    example: { firstName: "Ann", lastName: "Byron", title: "Purchasing", email: "ann@example.com" },
    answer: contactAnswer,
    handler: async (ctx, { params, body }) => {
      const { isPrimary = false, ...input } = body;
      const { _id } = await customerAt(ctx, params);
      const contactId = await addContact(ctx, _id, cleared(input) as ContactInput, isPrimary);
      return contactOutward(await ctx.db.get("contacts", contactId));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Contacts",
    summary: "Read one contact",
    permission: "contacts:read",
    query: z.strictObject(selection),
    answer: contactAnswer,
    handler: async (ctx, { params }) => contactOutward(await childAt(ctx, "contacts", params, "contact")),
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Contacts",
    summary: "Change some fields; null removes one",
    permission: "contacts:write",
    body: z.strictObject({ ...entered, isPrimary: z.literal(true).optional() }),
    example: { title: "Director", notes: null },
    answer: contactAnswer,
    handler: async (ctx, { params, body }) => {
      const { isPrimary, ...input } = body;
      const { _id } = await childAt(ctx, "contacts", params, "contact");
      await editContact(ctx, _id, cleared(input));
      if (isPrimary) await makePrimaryContact(ctx, _id);
      return contactOutward(await ctx.db.get("contacts", _id));
    },
  }),
  writes({
    method: "DELETE",
    path: one,
    group: "Contacts",
    summary: "Take a contact off; the primary one of a business only after another has become primary",
    permission: "contacts:write",
    answer: contactAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "contacts", params, "contact");
      await removeContact(ctx, _id);
      return contactOutward(await ctx.db.get("contacts", _id));
    },
  }),
  writes({
    method: "POST",
    path: `${one}/restore`,
    group: "Contacts",
    summary: "Bring a contact back",
    permission: "contacts:write",
    answer: contactAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "contacts", params, "contact");
      await restoreContact(ctx, _id);
      return contactOutward(await ctx.db.get("contacts", _id));
    },
  }),
];

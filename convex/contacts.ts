/** Door: the people at a customer. */
import { v } from "convex/values";
import { listContacts } from "./contacts/list";
import { addContact, editContact, makePrimaryContact, removeContact, restoreContact } from "./contacts/write";
import { orgMutation, orgQuery } from "./functions";

/** Lengths and formats are judged by contacts/shape.ts, which words what is wrong. */
const texts = {
  title: v.optional(v.string()),
  department: v.optional(v.string()),
  email: v.optional(v.string()),
  phone: v.optional(v.string()),
  mobile: v.optional(v.string()),
  notes: v.optional(v.string()),
  isDecisionMaker: v.optional(v.boolean()),
};

/** Active contacts of a customer, primary first, then by name (CON-03). NOT_FOUND outside the caller's scope. */
export const list = orgQuery({
  permission: "contacts:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => listContacts(ctx, customerId),
});

/** Adds a contact (CON-01, CON-02); the first becomes primary. VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. */
export const create = orgMutation({
  permission: "contacts:write",
  args: {
    customerId: v.id("customers"),
    input: v.object({ firstName: v.string(), lastName: v.string(), ...texts }),
    makePrimary: v.optional(v.boolean()),
  },
  handler: (ctx, { customerId, input, makePrimary }) =>
    addContact(ctx, customerId, input, makePrimary ?? false),
});

/** Changes the fields named; "" clears one (CON-12). VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. */
export const update = orgMutation({
  permission: "contacts:write",
  args: {
    contactId: v.id("contacts"),
    input: v.object({ firstName: v.optional(v.string()), lastName: v.optional(v.string()), ...texts }),
  },
  handler: (ctx, { contactId, input }) => editContact(ctx, contactId, input),
});

/** Makes this contact the primary one and demotes the other (CON-04). */
export const makePrimary = orgMutation({
  permission: "contacts:write",
  args: { contactId: v.id("contacts") },
  handler: (ctx, { contactId }) => makePrimaryContact(ctx, contactId),
});

/** Takes a contact off the list (CON-07); PRIMARY_CONTACT_REQUIRED for the primary of a business. */
export const remove = orgMutation({
  permission: "contacts:write",
  args: { contactId: v.id("contacts") },
  handler: (ctx, { contactId }) => removeContact(ctx, contactId),
});

/** The undo of `remove`. */
export const restore = orgMutation({
  permission: "contacts:write",
  args: { contactId: v.id("contacts") },
  handler: (ctx, { contactId }) => restoreContact(ctx, contactId),
});

/** What a person may enter about a contact (CON-01, CON-02, CON-09). */
import * as z from "zod";
import { optional, required } from "../shared/entry";
import { normalizeEmail } from "../shared/email";
import { isPhone } from "../shared/phone";

const phone = optional(20).refine((value) => value === undefined || isPhone(value), {
  message: "Enter a phone of 7 to 15 digits, like +7 701 234 56 78.",
  params: { rule: "invalidPhone" },
});

/** What can be said of a contact, whichever way it comes in. */
export const contactFactNames = [
  "firstName",
  "lastName",
  "title",
  "department",
  "email",
  "phone",
  "mobile",
  "notes",
  "isPrimary",
  "isDecisionMaker",
] as const;

export const contactShape = z.object({
  firstName: required(100, "Enter a first name."),
  lastName: required(100, "Enter a last name."),
  title: optional(100),
  department: optional(100),
  email: optional(255)
    .refine((value) => value === undefined || normalizeEmail(value) !== null, {
      message: "Enter an e-mail address like name@example.com.",
      params: { rule: "invalidEmail" },
    })
    .transform((value) => (value === undefined ? undefined : (normalizeEmail(value) ?? undefined))),
  phone,
  mobile: phone,
  notes: optional(2000),
  isDecisionMaker: z.boolean().default(false),
});
export type ContactInput = z.input<typeof contactShape>;

/** An edit names only what changes; an empty text clears the field. */
export const contactPatchShape = contactShape
  .omit({ isDecisionMaker: true })
  .extend({ isDecisionMaker: z.boolean() })
  .partial();
export type ContactPatch = z.input<typeof contactPatchShape>;

// The fields of the edit page: in which part each stands, how it is entered, and how it is read from the record.
import type { OpenCustomer } from "./openCustomer";

export type EditField =
  | "name"
  | "type"
  | "dateOfBirth"
  | "preferredLanguage"
  | "dateJoined"
  | "notes"
  | "phone"
  | "secondaryPhone"
  | "email"
  | "address"
  | "emailConsent"
  | "smsConsent"
  | "marketingConsent"
  | "companyName"
  | "industry"
  | "website"
  | "customerSource"
  | "sourceDetail"
  | "metadata";

export type EditValue = string | boolean | Record<string, string>;
export type EditValues = Record<EditField, EditValue>;

export const editSections = [
  { id: "basic", fields: ["name", "type", "dateOfBirth", "preferredLanguage", "dateJoined", "notes"] },
  {
    id: "contactDetails",
    fields: ["phone", "email", "secondaryPhone", "address", "emailConsent", "smsConsent", "marketingConsent"],
  },
  { id: "business", fields: ["companyName", "industry", "website", "customerSource", "sourceDetail"] },
  { id: "linking", fields: ["metadata"] },
] as const satisfies readonly { id: string; fields: readonly EditField[] }[];

export const editFields: readonly EditField[] = editSections.flatMap(({ fields }) => [...fields]);

export const addressParts = ["line1", "line2", "city", "postalCode", "state", "country"] as const;

/** The record as the form holds it: what is empty is "". */
export function toValues(customer: OpenCustomer): EditValues {
  return Object.fromEntries(editFields.map((field) => [field, valueOf(customer, field)])) as EditValues;
}

function valueOf(customer: OpenCustomer, field: EditField): EditValue {
  if (field === "address") {
    return Object.fromEntries(addressParts.map((part) => [part, customer.address?.[part] ?? ""]));
  }
  return customer[field] ?? "";
}

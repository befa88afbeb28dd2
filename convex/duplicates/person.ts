/** The identity of a stored customer, for comparing it with another. Pure. */
import type { Doc } from "../_generated/dataModel";
import { identityOf, type Identity } from "./identity";

export type Person = Pick<
  Doc<"customers">,
  | "name"
  | "type"
  | "email"
  | "phone"
  | "phoneE164"
  | "secondaryPhone"
  | "secondaryPhoneE164"
  | "website"
  | "dateOfBirth"
  | "stableHashId"
>;

export function identityOfCustomer(customer: Person, country: string): Identity {
  return identityOf(
    {
      name: customer.name,
      emails: [customer.email],
      phones: [customer.phoneE164 ?? customer.phone, customer.secondaryPhoneE164 ?? customer.secondaryPhone],
      website: customer.website,
      isBusiness: customer.type !== "individual",
      dateOfBirth: customer.dateOfBirth,
      stableHashId: customer.stableHashId,
    },
    country,
  );
}

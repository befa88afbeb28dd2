/** The international forms of a customer's phones, by which they are recognised and dialled. Pure. */
import { toE164 } from "../shared/phone";
import type { CustomerFields } from "./save";

export function phoneForms(
  { phone, secondaryPhone }: { phone?: string | undefined; secondaryPhone?: string | undefined },
  country: string,
): Pick<CustomerFields, "phoneE164" | "secondaryPhoneE164"> {
  return {
    phoneE164: (phone === undefined ? null : toE164(phone, country)) ?? undefined,
    secondaryPhoneE164: (secondaryPhone === undefined ? null : toE164(secondaryPhone, country)) ?? undefined,
  };
}

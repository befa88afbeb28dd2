/** What staff may enter about a lead. */
import * as z from "zod";
import { clean } from "../shared/text";

const text = (limit: number) =>
  z
    .string()
    .transform(clean)
    .pipe(z.string().max(limit, `Use at most ${limit} characters.`));

export const newLeadShape = z.object({
  customerId: z.string().min(1, "Choose a customer."),
  title: text(200).optional(),
  message: text(5000).optional(),
  ownerId: z.string().optional(),
});
export type NewLead = z.input<typeof newLeadShape>;

/** Why a lead was lost (LED-27); shown in the history and in reports. */
export const lostReasonShape = text(500);

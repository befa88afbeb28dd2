/** What an admin enters for a new key. */
import * as z from "zod";
import { required } from "../shared/entry";
import { apiScopes, type ApiScope } from "./scopes";

export const newKeyShape = z.object({
  name: required(80, "Give the key a name, like the system that will use it."),
  scopes: z
    .array(z.enum(apiScopes as [ApiScope, ...ApiScope[]]))
    .min(1, "Choose at least one thing the key may do.")
    .transform((scopes) => [...new Set(scopes)]),
  userId: z.string().min(1, "Choose a member."),
  /** Days until it stops working; null for never. */
  days: z.number().int().min(1, "At least one day.").max(3650, "At most ten years.").nullable(),
});
export type NewKey = z.input<typeof newKeyShape>;

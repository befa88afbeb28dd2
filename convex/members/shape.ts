/** What an administrator may enter about members, teams and invitations; the forms read it too. */
import * as z from "zod";
import { emailShape } from "../accounts/shape";
import { clean } from "../shared/text";

/** Nobody needs a larger organization in one roster; the list is shown whole. */
export const memberLimit = 1000;
/** As many as row scope reads for a team (tenancy/scope.ts). */
export const teamSize = 50;

/** Customers of one brand user; every read of theirs looks through the list. */
export const linkLimit = 100;

/** "agent" is what one of the older systems calls sales (TEN-06). */
export const roleShape = z
  .enum(["admin", "manager", "sales", "support", "brand", "agent"])
  .transform((role) => (role === "agent" ? ("sales" as const) : role));

export const inviteShape = z.object({ email: emailShape.nullable(), role: roleShape });
export type InviteInput = z.input<typeof inviteShape>;

export const teamShape = z.object({
  name: z
    .string()
    .transform(clean)
    .pipe(z.string().min(1, "Enter a name").max(60, "Use at most 60 characters")),
});

export const territoryShape = z
  .string()
  .transform(clean)
  .pipe(z.string().max(60, "Use at most 60 characters"));

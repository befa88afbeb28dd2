/** The parts of Clerk's objects that we read, the same in webhooks and in its Backend API. */
import * as z from "zod";

export const clerkUserShape = z.object({
  id: z.string(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  image_url: z.string().nullish(),
  primary_email_address_id: z.string().nullish(),
  email_addresses: z
    .array(
      z.object({
        id: z.string(),
        email_address: z.string(),
        verification: z.object({ status: z.string().nullish() }).nullish(),
      }),
    )
    .default([]),
  updated_at: z.number(),
});
export type ClerkUser = z.output<typeof clerkUserShape>;

export const clerkOrganizationShape = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string().nullish(),
  updated_at: z.number().default(0),
});
export type ClerkOrganization = z.output<typeof clerkOrganizationShape>;

export const clerkMembershipShape = z.object({
  id: z.string(),
  role: z.string(),
  organization: clerkOrganizationShape,
  public_user_data: z.object({
    user_id: z.string(),
    first_name: z.string().nullish(),
    last_name: z.string().nullish(),
    identifier: z.string().nullish(),
  }),
  updated_at: z.number(),
});
export type ClerkMembership = z.output<typeof clerkMembershipShape>;

export const deletedShape = z.object({ id: z.string() });
export const membershipDeletedShape = z.object({
  id: z.string(),
  organization: z.object({ id: z.string() }),
  public_user_data: z.object({ user_id: z.string() }),
});

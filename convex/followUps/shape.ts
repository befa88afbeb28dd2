/** What a person may enter about a follow-up (FUP-02..04). */
import * as z from "zod";
import { required } from "../shared/entry";

const title = required(200, "Say what is to be done.");

export const followUpShape = z.object({
  title,
  /** Epoch ms. */
  dueAt: z.number().int(),
  /** Defaults to the caller. */
  ownerId: z.string().optional(),
});
export type FollowUpInput = z.input<typeof followUpShape>;

export const followUpPatchShape = z.object({
  title: title.optional(),
  dueAt: z.number().int().optional(),
  ownerId: z.string().optional(),
});
export type FollowUpPatch = z.input<typeof followUpPatchShape>;

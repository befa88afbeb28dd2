/** Appends the proof of changed consents; called by the customer's one write path, so that no door can forget it. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { Channel } from "../history/channel";
import { agreesTo, consentPurposes, type ConsentSource } from "./purposes";

export interface ConsentProof {
  source?: ConsentSource;
  wording?: string;
  wordingVersion?: number;
  proof?: string;
}

const sourceOf: Record<Channel, ConsentSource> = {
  app: "staff",
  api: "staff",
  import: "import",
  widget: "form",
  portal: "customer",
  schedule: "system",
  sample: "system",
  // Another program's word, as a file's is.
  pos: "import",
};

/** One event per consent that differs. A new customer who agrees to nothing has none. */
export async function recordConsents(
  ctx: TenantMutationCtx,
  before: Partial<Doc<"customers">>,
  after: Doc<"customers">,
  auditId: Id<"auditLog">,
  given: ConsentProof = {},
): Promise<void> {
  const { source = sourceOf[ctx.actor.channel], ...words } = given;
  for (const purpose of consentPurposes) {
    const granted = agreesTo(after, purpose);
    if (granted === agreesTo(before, purpose)) continue;
    await ctx.db.insert("consentEvents", {
      customerId: after._id,
      purpose,
      granted,
      at: ctx.now,
      actor: ctx.actor.id,
      actorName: ctx.actor.name,
      channel: ctx.actor.channel,
      source,
      auditId,
      ...words,
    });
  }
}

/** The visitor of a form ticked its box: the words as they stood there, their revision and the page (CNS-14). */
export async function recordFormConsent(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  consent: { text: string; rev: number; at: number },
  page: string | undefined,
): Promise<void> {
  await ctx.db.insert("consentEvents", {
    customerId,
    purpose: "processing",
    granted: true,
    at: consent.at,
    actor: ctx.actor.id,
    actorName: ctx.actor.name,
    channel: ctx.actor.channel,
    source: "form",
    wording: consent.text,
    wordingVersion: consent.rev,
    ...(page === undefined ? {} : { proof: page }),
  });
}

/** One lead with everything its sheet shows. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { reachFor } from "../tenancy/permissions";
import { rowsOf, type LeadRow } from "./list";

export interface LeadDetail extends LeadRow {
  answers: Doc<"leads">["answers"];
  utm: Record<string, string>;
  referrerPath: string | null;
  consent: { text: string; at: number } | null;
  lostReason: string | null;
  widgetName: string | null;
  customerStatus: Doc<"customers">["status"];
  /** Of the customer's contacts, who may decide to buy (CON-14); empty while nobody is known. Null where the caller may not see contacts. */
  authority: string[] | null;
  /** Oldest first (LED-26). */
  stages: {
    to: LeadRow["status"];
    from: LeadRow["status"] | null;
    at: number;
    durationMs: number;
    by: string;
  }[];
}

/** Contacts looked at for their authority, as the score does. */
const shownPeople = 50;

async function decisionMakers(ctx: OrgQueryCtx, customerId: Id<"customers">): Promise<string[] | null> {
  if (reachFor(ctx, "contacts:read") === "none") return null;
  const people = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("isActive", true))
    .take(shownPeople);
  return people
    .filter(({ isDecisionMaker }) => isDecisionMaker)
    .map(({ firstName, lastName }) => `${firstName} ${lastName}`);
}

/** Moves shown; a lead that moved more often shows its newest. */
const shownMoves = 50;

export async function leadDetail(ctx: OrgQueryCtx, lead: Doc<"leads">): Promise<LeadDetail> {
  const [row] = await rowsOf(ctx, [lead]);
  const customer = await ctx.db.get("customers", lead.customerId);
  const widget = lead.widgetId === undefined ? null : await ctx.db.find("widgets", lead.widgetId);
  const stages = await ctx.db
    .query("leadStages")
    .withIndex("by_lead", (q) => q.eq("leadId", lead._id))
    .order("desc")
    .take(shownMoves);
  return {
    ...row!,
    answers: lead.answers,
    utm: lead.utm ?? {},
    referrerPath: lead.referrerPath ?? null,
    consent: lead.consent === undefined ? null : { text: lead.consent.text, at: lead.consent.at },
    lostReason: lead.lostReason ?? null,
    widgetName: widget?.name ?? null,
    customerStatus: customer.status,
    authority: await decisionMakers(ctx, lead.customerId),
    stages: stages.reverse().map(({ to, from, at, durationMs, actorName }) => ({
      to,
      from: from ?? null,
      at,
      durationMs,
      by: actorName,
    })),
  };
}

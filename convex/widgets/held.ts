/** Submissions that wait for a person: look, take as a lead, or throw away. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantQueryCtx } from "../functions";
import { customerRules } from "../customers/write";
import { newCustomerShape } from "../customers/shape";
import { recordChange } from "../history/record";
import { takeInquiry } from "../leads/intake";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { intakeRules } from "./submit";

type Held = Doc<"heldSubmissions">;

export interface HeldRow extends Pick<
  Held,
  "_id" | "reasons" | "person" | "answers" | "utm" | "createdAt" | "widgetId"
> {
  sourcePage: string | null;
  widgetName: string;
}

/** Most shown at a time; the newest come first, and settling some brings the rest. */
export const mostHeld = 100;

export async function listHeld(ctx: TenantQueryCtx): Promise<{ rows: HeldRow[]; more: boolean }> {
  const held = await ctx.db
    .query("heldSubmissions")
    .withIndex("by_status", (q) => q.eq("status", "waiting"))
    .order("desc")
    .take(mostHeld + 1);
  const names = new Map<Id<"widgets">, string>();
  for (const { widgetId } of held) {
    if (!names.has(widgetId)) names.set(widgetId, (await ctx.db.get("widgets", widgetId)).name);
  }
  const rows = held
    .slice(0, mostHeld)
    .map(({ _id, reasons, person, answers, utm, createdAt, widgetId, sourcePage }) => ({
      _id,
      reasons,
      person,
      answers,
      utm,
      createdAt,
      widgetId,
      sourcePage: sourcePage ?? null,
      widgetName: names.get(widgetId)!,
    }));
  return { rows, more: held.length > mostHeld };
}

/** Takes the submission as if it had come through: the same gatekeeper, the same lead. */
export async function acceptHeld(ctx: OrgMutationCtx, heldId: Id<"heldSubmissions">): Promise<Id<"leads">> {
  const held = await waiting(ctx, heldId);
  const widget = await ctx.db.get("widgets", held.widgetId);
  const { message, ...person } = held.person;
  const name = person.name ?? person.email ?? person.phone ?? "";
  // Asked before anything is written, so that a refusal leaves the submission waiting as it was.
  parse(newCustomerShape(await customerRules(ctx)), { name, email: person.email, phone: person.phone });
  const { leadId } = await takeInquiry(
    ctx,
    {
      person,
      source: "website",
      widgetId: widget._id,
      language: widget.form.language,
      answers: held.answers,
      utm: held.utm,
      ...(message === undefined ? {} : { message }),
      ...(held.sourcePage === undefined ? {} : { sourcePage: held.sourcePage }),
      ...(held.referrerPath === undefined ? {} : { referrerPath: held.referrerPath }),
      ...(held.consent === undefined ? {} : { consent: held.consent }),
    },
    intakeRules(widget),
  );
  await settleHeld(ctx, heldId, "accepted", leadId);
  return leadId;
}

/** Throws the submission away; `restoreHeld` takes that back for as long as the row is kept. */
export async function discardHeld(ctx: OrgMutationCtx, heldId: Id<"heldSubmissions">): Promise<void> {
  await waiting(ctx, heldId);
  await settleHeld(ctx, heldId, "discarded");
}

export async function restoreHeld(ctx: OrgMutationCtx, heldId: Id<"heldSubmissions">): Promise<void> {
  const held = await ctx.db.get("heldSubmissions", heldId);
  if (held.status !== "discarded") {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "heldSubmissions", from: held.status, to: "waiting" });
  }
  await ctx.db.patch("heldSubmissions", heldId, {
    status: "waiting",
    reviewedAt: undefined,
    reviewedBy: undefined,
  });
}

async function waiting(ctx: OrgMutationCtx, heldId: Id<"heldSubmissions">): Promise<Held> {
  const held = await ctx.db.get("heldSubmissions", heldId);
  if (held.status !== "waiting") {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "heldSubmissions", from: held.status, to: "accepted" });
  }
  return held;
}

async function settleHeld(
  ctx: OrgMutationCtx,
  heldId: Id<"heldSubmissions">,
  status: "accepted" | "discarded",
  leadId?: Id<"leads">,
): Promise<void> {
  await ctx.db.patch("heldSubmissions", heldId, {
    status,
    reviewedAt: ctx.now,
    reviewedBy: ctx.user._id,
    ...(leadId === undefined ? {} : { leadId }),
  });
  await recordChange(ctx, {
    entity: "heldSubmissions",
    entityId: heldId,
    action: status,
    changes: [{ field: "status", from: "waiting", to: status }],
  });
}

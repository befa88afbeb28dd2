/**
 * What becomes of one submission, in one transaction: limits, token, trap,
 * repetition, form, judgement, and then a lead, a held submission or nothing.
 * The cheap checks before it (size, kind, key, origin) are in receive.ts.
 * Refusals are returned, never thrown, so that what they used up stays used.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { takeInquiry, type Inquiry } from "../leads/intake";
import { tryRate } from "../limits/rates";
import { hasRequiredContact } from "../customers/shape";
import { orbitError } from "../shared/errors";
import { count } from "./counts";
import { checkAnswers, type Answers, type Problem } from "./form";
import { tokenLifetimeMs, youngestMs } from "./formToken";
import { judge, type Judgement } from "./screening";
import type { FormLanguage } from "./words";
import { isSwitchedOff } from "../tenancy/modules";

export interface Posted {
  readonly widgetId: Id<"widgets">;
  /** "self", "null" or the origin, as the allow-list knows it. */
  readonly site: string;
  readonly plain: boolean;
  readonly ipHash: string | null;
  readonly emailHash: string | null;
  /** Facts of the signed token; null when there is none or it is forged. */
  readonly token: { key: string; rev: number; site: string; iat: number; nonce: string } | null;
  readonly uuid: string;
  readonly honeypotFilled: boolean;
  readonly values: readonly { name: string; value: string }[];
  readonly consent: boolean;
  readonly language: FormLanguage;
  readonly sourcePage: string | null;
  readonly referrerPath: string | null;
  readonly utm: Readonly<Record<string, string>>;
  /** Random; told to the visitor whatever happens. */
  readonly receipt: string;
}

export type Verdict =
  | { kind: "done"; receipt: string }
  | { kind: "disabled" }
  | { kind: "limited"; retryAfterMs: number }
  | { kind: "forged" }
  | { kind: "expired" }
  | { kind: "invalid"; problems: Record<string, Problem> };

/** A repeated request gives the first answer again for so long. */
const repeatWindowMs = 24 * 60 * 60 * 1000;

export async function submit(ctx: TenantMutationCtx, posted: Posted): Promise<Verdict> {
  const widget = await ctx.db.get("widgets", posted.widgetId);
  // Read again inside the transaction: a form that was switched off takes nothing more (WID-16).
  if (!widget.active || isSwitchedOff((await ctx.settings()).modules, "forms")) return { kind: "disabled" };
  const refuse = async (verdict: Verdict) => {
    await count(ctx, widget._id, "refused");
    return verdict;
  };

  const wait = await takeLimits(ctx, widget, posted);
  if (wait !== null) return await refuse({ kind: "limited", retryAfterMs: wait });

  const { token } = posted;
  if (!posted.plain) {
    if (token === null || token.key !== widget.publicKey || token.site !== posted.site) {
      return await refuse({ kind: "forged" });
    }
    if (ctx.now - token.iat > tokenLifetimeMs) return await refuse({ kind: "expired" });
  }

  const repeated = await submissionBy(ctx, posted);
  if (repeated !== null) return { kind: "done", receipt: repeated.receipt };
  // A token makes one submission: a second id under the same token is a replay.
  if (token !== null && (await isSpent(ctx, widget._id, token.nonce)))
    return await refuse({ kind: "expired" });

  const form = await formOf(ctx, widget, token?.rev ?? widget.rev);
  if (form === null) return await refuse({ kind: "expired" });
  const settings = await ctx.settings();
  const checked = checkAnswers(
    form,
    new Map(posted.values.map(({ name, value }) => [name, value])),
    posted.consent,
    {
      country: settings.country,
      language: posted.language,
    },
  );
  // A script that is caught must not learn from error messages how to do better.
  const isCaught = posted.honeypotFilled || (token !== null && ctx.now - token.iat < youngestMs);
  if (!checked.ok && !isCaught) return { kind: "invalid", problems: checked.problems };
  const answers: Answers = checked.ok ? checked.answers : { person: {}, answers: [], consentText: null };

  const judgement = await judged(ctx, widget, posted, answers, settings);
  if (judgement.outcome === "held") {
    const full = await tryRate(ctx.components, "formHeld", widget._id);
    if (full !== null) return await refuse({ kind: "limited", retryAfterMs: full });
  }
  await settle(ctx, widget, posted, answers, judgement);
  return { kind: "done", receipt: posted.receipt };
}

/** Every limit is taken from, whatever happens next; null when none is exhausted, else how long to wait. */
async function takeLimits(
  ctx: TenantMutationCtx,
  widget: Doc<"widgets">,
  posted: Posted,
): Promise<number | null> {
  const waits = [
    await tryRate(ctx.components, "formVisitor", `${widget._id}|${posted.ipHash ?? "unknown"}`),
    posted.emailHash === null
      ? null
      : await tryRate(ctx.components, "formEmail", `${widget._id}|${posted.emailHash}`),
    await tryRate(ctx.components, "formGlobal"),
  ].filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

async function submissionBy(
  ctx: TenantMutationCtx,
  { widgetId, uuid }: Posted,
): Promise<Doc<"widgetSubmissions"> | null> {
  const found = await ctx.db
    .query("widgetSubmissions")
    .withIndex("by_uuid", (q) => q.eq("widgetId", widgetId).eq("uuid", uuid))
    .first();
  return found !== null && ctx.now - found.createdAt < repeatWindowMs ? found : null;
}

async function isSpent(ctx: TenantMutationCtx, widgetId: Id<"widgets">, nonce: string): Promise<boolean> {
  const found = await ctx.db
    .query("widgetSubmissions")
    .withIndex("by_nonce", (q) => q.eq("widgetId", widgetId).eq("nonce", nonce))
    .first();
  return found !== null;
}

/** The published form of a revision, as the visitor saw it; null when there never was one. */
async function formOf(
  ctx: TenantMutationCtx,
  widget: Doc<"widgets">,
  rev: number,
): Promise<Doc<"widgets">["form"] | null> {
  if (rev === widget.rev) return widget.form;
  const revision = await ctx.db
    .query("widgetRevisions")
    .withIndex("by_rev", (q) => q.eq("widgetId", widget._id).eq("rev", rev))
    .unique();
  return revision?.form ?? null;
}

async function judged(
  ctx: TenantMutationCtx,
  widget: Doc<"widgets">,
  posted: Posted,
  answers: Answers,
  settings: Doc<"orgSettings">,
): Promise<Judgement> {
  const budgets = posted.plain
    ? (["formBurst", "formDaily", "formPlain"] as const)
    : (["formBurst", "formDaily"] as const);
  let overBudget = false;
  for (const budget of budgets) {
    if ((await tryRate(ctx.components, budget, widget._id)) !== null) overBudget = true;
  }
  const judgement = judge(
    answers,
    {
      honeypotFilled: posted.honeypotFilled,
      ageMs: posted.token === null ? null : ctx.now - posted.token.iat,
      sandboxed: posted.site === "null",
      overBudget,
    },
    youngestMs,
  );
  // The organization may ask more of a customer than the form asked of the visitor: a person completes it.
  if (
    judgement.outcome === "accepted" &&
    !hasRequiredContact(settings.identityPolicy.requiredContact, answers.person)
  ) {
    return { outcome: "held", reasons: ["contactMissing"] };
  }
  return judgement;
}

async function settle(
  ctx: TenantMutationCtx,
  widget: Doc<"widgets">,
  posted: Posted,
  answers: Answers,
  judgement: Judgement,
): Promise<void> {
  let { outcome, reasons } = judgement;
  const origin = {
    ...(posted.sourcePage === null ? {} : { sourcePage: posted.sourcePage }),
    ...(posted.referrerPath === null ? {} : { referrerPath: posted.referrerPath }),
  };
  const consent =
    answers.consentText === null
      ? {}
      : { consent: { text: answers.consentText, rev: posted.token?.rev ?? widget.rev, at: ctx.now } };
  const said = { answers: [...answers.answers], utm: { ...posted.utm }, ...origin, ...consent };
  let leadId: Id<"leads"> | undefined;
  if (outcome === "accepted") {
    const taken = await take(ctx, widget, posted, answers, said);
    if (taken === null) [outcome, reasons] = ["held", ["rules"]];
    else leadId = taken;
  }
  if (outcome === "held") {
    await ctx.db.insert("heldSubmissions", {
      widgetId: widget._id,
      status: "waiting",
      reasons: [...reasons],
      person: answers.person,
      createdAt: ctx.now,
      ...said,
    });
  }
  await ctx.db.insert("widgetSubmissions", {
    widgetId: widget._id,
    uuid: posted.uuid,
    nonce: posted.token?.nonce ?? "",
    receipt: posted.receipt,
    outcome,
    reasons: [...reasons],
    createdAt: ctx.now,
    ...(posted.ipHash === null ? {} : { ipHash: posted.ipHash }),
    ...(leadId === undefined ? {} : { leadId }),
  });
  await count(ctx, widget._id, outcome);
  // A form without script asks for nothing when it is shown, so its view is known only now.
  if (posted.plain) await count(ctx, widget._id, "views");
}

/**
 * The lead, or null when the organization's rules for customers refuse the
 * person: customers are checked before they are written, so nothing is left
 * half done, and a refusal must not lose what somebody sent.
 */
async function take(
  ctx: TenantMutationCtx,
  widget: Doc<"widgets">,
  posted: Posted,
  answers: Answers,
  said: Pick<Inquiry, "answers" | "utm" | "sourcePage" | "referrerPath" | "consent">,
): Promise<Id<"leads"> | null> {
  const { message, ...person } = answers.person;
  const inquiry: Inquiry = {
    person,
    source: "website",
    widgetId: widget._id,
    language: posted.language === "ru" ? "ru" : "en",
    ...(message === undefined ? {} : { message }),
    ...said,
  };
  try {
    return (await takeInquiry(ctx, inquiry, intakeRules(widget))).leadId;
  } catch (error) {
    if (orbitError(error) === null) throw error;
    return null;
  }
}

export function intakeRules(widget: Doc<"widgets">) {
  return {
    reuseOpenLead: widget.reuseOpenLead,
    defaultOwnerId: widget.defaultOwnerId,
    tags: widget.tags,
    customerSource: "Website Booking" as const,
  };
}

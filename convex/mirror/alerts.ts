/**
 * Tells administrators when the transition needs them (POS-24, POS-25): once when a threshold is crossed, and again only
 * after it was below. Judged when jobs came to an end, when both stores were compared, and when a person settled something.
 */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { composeMail } from "../mail/compose";
import { enqueueMail } from "../mail/outbox";
import { siteUrl } from "../shared/site";
import { mostCritical, mostFailures, readHealth, type Health } from "./health";

type Alert = Doc<"healthAlerts">;
export type AlertKind = Alert["kind"];

const kinds = ["failureRate", "criticalDiscrepancies"] as const satisfies readonly AlertKind[];

export interface OpenAlert {
  kind: AlertKind;
  /** What was measured when it was crossed. */
  value: number;
  /** Epoch ms. */
  raisedAt: number;
}

/** What is above its threshold, as far as somebody was told. */
export async function openAlerts(ctx: TenantQueryCtx): Promise<OpenAlert[]> {
  const rows = await ctx.db
    .query("healthAlerts")
    .withIndex("by_kind", (q) => q.eq("isOpen", true))
    .take(kinds.length);
  return rows.map(({ kind, value, raisedAt }) => ({ kind, value, raisedAt }));
}

/** Raises what was crossed and clears what is below again; writes nothing where nothing changed. */
export async function judgeHealth(ctx: TenantMutationCtx): Promise<void> {
  const health = await readHealth(ctx, ctx.now);
  for (const kind of kinds) {
    const open = await ctx.db
      .query("healthAlerts")
      .withIndex("by_kind", (q) => q.eq("isOpen", true).eq("kind", kind))
      .first();
    const { value, isCrossed } = measured(kind, health);
    if (isCrossed && open === null) await raise(ctx, kind, value);
    if (!isCrossed && open !== null)
      await ctx.db.patch("healthAlerts", open._id, { isOpen: false, clearedAt: ctx.now });
  }
}

function measured(kind: AlertKind, { syncMetrics, dataIntegrity }: Health) {
  const value = kind === "failureRate" ? syncMetrics.failureRate : dataIntegrity.criticalDiscrepancies;
  return { value, isCrossed: value > (kind === "failureRate" ? mostFailures : mostCritical) };
}

async function raise(ctx: TenantMutationCtx, kind: AlertKind, value: number): Promise<void> {
  const id = await ctx.db.insert("healthAlerts", { kind, value, isOpen: true, raisedAt: ctx.now });
  await recordChange(ctx, {
    entity: "healthAlerts",
    entityId: id,
    action: "raised",
    changes: [{ field: kind, to: value }],
  });
  const { slug, name } = await ctx.organization();
  const { language } = await ctx.settings();
  const site = siteUrl();
  for (const admin of await administrators(ctx)) {
    const { subject, body, open, footer } = words[language];
    await enqueueMail(ctx, {
      to: admin.email,
      kind: "healthAlert",
      subject: `${subject[kind]} — ${name}`,
      idempotencyKey: `healthAlert/${id}/${admin.userId}`,
      ...composeMail({
        language,
        heading: subject[kind],
        paragraphs: [body[kind](kind === "failureRate" ? Math.round(value * 1000) / 10 : value)],
        ...(site === "" ? {} : { action: { label: open, url: `${site}/o/${slug}/settings/pos?tab=health` } }),
        footer,
      }),
    });
  }
}

/** More than this share the work only in theory; the others see it on the screen. */
const mostTold = 50;

async function administrators(ctx: TenantMutationCtx): Promise<Doc<"memberships">[]> {
  return await ctx.db
    .query("memberships")
    .withIndex("by_role", (q) => q.eq("role", "admin").eq("status", "active"))
    .take(mostTold);
}

const words = {
  en: {
    subject: {
      failureRate: "High sync failure rate detected",
      criticalDiscrepancies: "Critical data discrepancies detected",
    },
    body: {
      failureRate: (percent: number) =>
        `${percent}% of the changes between Orbit and the older point of sale did not get through today and yesterday. They wait in the queue for a person.`,
      criticalDiscrepancies: (count: number) =>
        `Orbit and the older point of sale differ in ${count} names, phones or e-mail addresses. Choose which side holds.`,
    },
    open: "Open the point of sale",
    footer: "Administrators get this mail once each time the threshold is crossed.",
  },
  ru: {
    subject: {
      failureRate: "Много сбоев синхронизации",
      criticalDiscrepancies: "Важные расхождения в данных",
    },
    body: {
      failureRate: (percent: number) =>
        `За сегодня и вчера не дошло ${percent} % изменений между Orbit и прежней кассой. Они ждут в очереди решения человека.`,
      criticalDiscrepancies: (count: number) =>
        `Orbit и прежняя касса расходятся в именах, телефонах или адресах почты, всего расхождений: ${count}. Выберите, какая сторона верна.`,
    },
    open: "Открыть кассу",
    footer: "Администраторы получают это письмо один раз при каждом превышении порога.",
  },
} as const;

/** Forms as the admin page shows them. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { byDay, totals, type Counts } from "./counts";
import { plainTrapName } from "./formToken";

export interface WidgetRow {
  _id: Id<"widgets">;
  name: string;
  publicKey: string;
  active: boolean;
  counts: Counts;
  createdAt: number;
}

/** An organization has a handful of forms; the page says so when it has more than it shows. */
export const mostWidgets = 50;

export async function listWidgets(ctx: TenantQueryCtx): Promise<{ rows: WidgetRow[]; more: boolean }> {
  const widgets = await ctx.db
    .query("widgets")
    .withIndex("by_createdAt")
    .order("desc")
    .take(mostWidgets + 1);
  const rows: WidgetRow[] = [];
  for (const { _id, name, publicKey, active, createdAt } of widgets.slice(0, mostWidgets)) {
    rows.push({ _id, name, publicKey, active, createdAt, counts: await totals(ctx, _id) });
  }
  return { rows, more: widgets.length > mostWidgets };
}

export interface WidgetDetail extends Omit<Doc<"widgets">, "orgId" | "_creationTime" | "kind"> {
  /** Name of the trap in the plain form of the snippet. */
  trap: string;
  counts: Counts;
}

export async function widgetDetail(ctx: TenantQueryCtx, widgetId: Id<"widgets">): Promise<WidgetDetail> {
  const { orgId: _org, _creationTime, kind: _kind, ...widget } = await ctx.db.get("widgets", widgetId);
  return {
    ...widget,
    trap: plainTrapName(widget.publicKey),
    counts: await totals(ctx, widgetId),
  };
}

/** Views and outcomes per day; `to` is today as the screen sees it. */
export async function widgetDays(
  ctx: TenantQueryCtx,
  widgetId: Id<"widgets">,
  from: string,
  to: string,
): Promise<({ day: string } & Counts)[]> {
  await ctx.db.get("widgets", widgetId);
  const days = await byDay(ctx, widgetId, from, to);
  return [...days].map(([day, counts]) => ({ day, ...counts })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Forms on other people's websites: set-up by staff, and the internal side of their HTTP addresses (widgets/receive.ts). */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { orgMutation, orgQuery, systemMutation, systemQuery, tenantMutation } from "./functions";
import { tryRate } from "./limits/rates";
import { count } from "./widgets/counts";
import { forgetOld } from "./widgets/cleanUp";
import { acceptHeld, discardHeld, listHeld, restoreHeld } from "./widgets/held";
import { createWidget, switchWidget, updateWidget } from "./widgets/manage";
import { submit as submitPosted } from "./widgets/submit";
import { formValidator } from "./widgets/table";
import { listWidgets, widgetDays, widgetDetail } from "./widgets/view";
import { isSwitchedOff } from "./tenancy/modules";

const widgetFields = {
  name: v.string(),
  form: formValidator,
  allowedOrigins: v.array(v.string()),
  allowSandboxed: v.boolean(),
  defaultOwnerId: v.optional(v.id("users")),
  tags: v.array(v.string()),
  reuseOpenLead: v.boolean(),
};

/** Forms of the organization with their totals, newest first (WID-15). */
export const list = orgQuery({ permission: "widgets:manage", args: {}, handler: (ctx) => listWidgets(ctx) });

/** One form with everything its page shows. */
export const get = orgQuery({
  permission: "widgets:manage",
  args: { widgetId: v.id("widgets") },
  handler: (ctx, { widgetId }) => widgetDetail(ctx, widgetId),
});

/** Views and outcomes per UTC day, `from` to `to` included (WID-15). */
export const days = orgQuery({
  permission: "widgets:manage",
  args: { widgetId: v.id("widgets"), from: v.string(), to: v.string() },
  handler: (ctx, { widgetId, from, to }) => widgetDays(ctx, widgetId, from, to),
});

/** Creates a form with a new publishable key and publishes it (WID-03). */
export const create = orgMutation({
  permission: "widgets:manage",
  args: { widget: v.object(widgetFields) },
  handler: (ctx, { widget }) => createWidget(ctx, widget),
});

/** Saves and publishes; open forms on websites follow without a reload (WID-03). */
export const update = orgMutation({
  permission: "widgets:manage",
  args: { widgetId: v.id("widgets"), widget: v.object(widgetFields) },
  handler: (ctx, { widgetId, widget }) => updateWidget(ctx, widgetId, widget),
});

/** Switches a form off or on; the next submission already meets it (WID-16). */
export const setActive = orgMutation({
  permission: "widgets:manage",
  args: { widgetId: v.id("widgets"), active: v.boolean() },
  handler: (ctx, { widgetId, active }) => switchWidget(ctx, widgetId, active),
});

/** The newest submissions that wait for a look, at most 100. */
export const held = orgQuery({ permission: "held:review", args: {}, handler: (ctx) => listHeld(ctx) });

/** Makes a held submission a lead, by the same gatekeeper. VALIDATION_ERROR when the organization's rules ask for more. */
export const accept = orgMutation({
  permission: "held:review",
  args: { heldId: v.id("heldSubmissions") },
  handler: (ctx, { heldId }) => acceptHeld(ctx, heldId),
});

/** Throws a held submission away; `restore` takes it back within 30 days. */
export const discard = orgMutation({
  permission: "held:review",
  args: { heldId: v.id("heldSubmissions") },
  handler: (ctx, { heldId }) => discardHeld(ctx, heldId),
});

export const restore = orgMutation({
  permission: "held:review",
  args: { heldId: v.id("heldSubmissions") },
  handler: (ctx, { heldId }) => restoreHeld(ctx, heldId),
});

// ---------------------------------------------------------------- behind the HTTP addresses

/** The form behind a publishable key, before any organization is known. */
export const findByKey = systemQuery({
  args: { key: v.string() },
  handler: async (ctx, { key }) => {
    const widget = await ctx.db
      .query("widgets")
      .withIndex("global_key", (q) => q.eq("publicKey", key))
      .unique();
    if (widget === null) return null;
    const { _id: widgetId, orgId, name, rev, form, allowedOrigins, allowSandboxed } = widget;
    const settings = await ctx.db
      .query("orgSettings")
      .withIndex("by_orgId", (q) => q.eq("orgId", orgId))
      .unique();
    // An organization without forms has none that answers (C33).
    const active = widget.active && !isSwitchedOff(settings?.modules, "forms");
    return { widgetId, orgId, name, active, rev, form, allowedOrigins, allowSandboxed };
  },
});

const visitor = (args: { widgetId: string; widgetName: string }) => ({
  id: `widget:${args.widgetId}`,
  name: args.widgetName,
  channel: "widget" as const,
});

/** A form is about to be drawn: null, or how long this address must wait, ms. */
export const open = tenantMutation({
  actor: visitor,
  args: {
    widgetId: v.id("widgets"),
    widgetName: v.string(),
    ipHash: v.union(v.string(), v.null()),
    countView: v.boolean(),
  },
  handler: async (ctx, { widgetId, ipHash, countView }) => {
    const wait = await tryRate(ctx.components, "formOpen", `${widgetId}|${ipHash ?? "unknown"}`);
    if (wait === null && countView) await count(ctx, widgetId, "views");
    return wait;
  },
});

/** Decides over one submission; see widgets/submit.ts. */
export const submit = tenantMutation({
  actor: visitor,
  args: {
    widgetId: v.id("widgets"),
    widgetName: v.string(),
    posted: v.object({
      site: v.string(),
      plain: v.boolean(),
      ipHash: v.union(v.string(), v.null()),
      emailHash: v.union(v.string(), v.null()),
      token: v.union(
        v.object({
          key: v.string(),
          rev: v.number(),
          site: v.string(),
          iat: v.number(),
          nonce: v.string(),
        }),
        v.null(),
      ),
      uuid: v.string(),
      honeypotFilled: v.boolean(),
      values: v.array(v.object({ name: v.string(), value: v.string() })),
      consent: v.boolean(),
      language: v.union(v.literal("en"), v.literal("ru"), v.literal("de")),
      sourcePage: v.union(v.string(), v.null()),
      referrerPath: v.union(v.string(), v.null()),
      utm: v.record(v.string(), v.string()),
      receipt: v.string(),
    }),
  },
  handler: (ctx, { widgetId, posted }) => submitPosted(ctx, { widgetId, ...posted }),
});

/** Daily: forgets the log of submissions and settled held ones after 30 days, batch by batch. */
export const forget = systemMutation({
  args: {},
  handler: async (ctx) => {
    if (await forgetOld(ctx, Date.now())) await ctx.scheduler.runAfter(0, internal.widgets.forget, {});
  },
});

/** The one write path of templates: row, count and history move together. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { tallyTemplate } from "../tallies/templates";
import type { NewRow } from "../tenancy/tenantDb";
import { variablesIn } from "./rendering";
import { templateShape, type TemplateInput } from "./shape";

const watched = ["name", "channel", "category", "texts", "isActive"] as const;

/** VALIDATION_ERROR by field: among others for a name that another template has. */
export async function createTemplate(
  ctx: TenantMutationCtx,
  input: TemplateInput,
): Promise<Id<"messageTemplates">> {
  const fields = await entered(ctx, input, null);
  const templateId = await ctx.db.insert("messageTemplates", {
    ...fields,
    isActive: true,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  await tallyTemplate(ctx, null, await ctx.db.get("messageTemplates", templateId));
  await recordChange(ctx, {
    entity: "messageTemplates",
    entityId: templateId,
    action: "created",
    changes: [
      { field: "name", to: fields.name },
      { field: "channel", to: fields.channel },
    ],
  });
  return templateId;
}

/** Replaces what was entered. What was sent with it, or is being sent, keeps its words. */
export async function updateTemplate(
  ctx: TenantMutationCtx,
  templateId: Id<"messageTemplates">,
  input: TemplateInput,
): Promise<void> {
  const before = await ctx.db.get("messageTemplates", templateId);
  await save(ctx, before, "updated", await entered(ctx, input, before));
}

/** A template that is not active is offered nowhere (COM-10). Nothing happens when it is so already. */
export async function setTemplateActive(
  ctx: TenantMutationCtx,
  templateId: Id<"messageTemplates">,
  isActive: boolean,
): Promise<void> {
  const before = await ctx.db.get("messageTemplates", templateId);
  await save(ctx, before, isActive ? "activated" : "deactivated", { isActive });
}

async function save(
  ctx: TenantMutationCtx,
  before: Doc<"messageTemplates">,
  action: string,
  fields: Partial<NewRow<"messageTemplates">>,
): Promise<void> {
  const changes = diff<Doc<"messageTemplates">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return;
  await ctx.db.patch("messageTemplates", before._id, { ...fields, updatedAt: ctx.now });
  await tallyTemplate(ctx, before, await ctx.db.get("messageTemplates", before._id));
  await recordChange(ctx, { entity: "messageTemplates", entityId: before._id, action, changes });
}

async function entered(ctx: TenantMutationCtx, input: TemplateInput, before: Doc<"messageTemplates"> | null) {
  const { texts, ...given } = parse(templateShape, input);
  const nameKey = fold(given.name);
  const twin = await ctx.db
    .query("messageTemplates")
    .withIndex("by_nameKey", (q) => q.eq("nameKey", nameKey))
    .first();
  if (twin !== null && twin._id !== before?._id) {
    const message = `There is a template named ${twin.name} already; choose another name.`;
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "name", rule: "taken", message }] });
  }
  const all = [texts.en, texts.ru].flatMap((text) => [text?.subject, text?.content]);
  return { ...given, texts, nameKey, variables: variablesIn(all) };
}

/** Templates as they are chosen and edited, and what they say to one customer (COM-10, COM-11, COM-23). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { tally } from "../tallies/read";
import { render, textFor, type CustomerVariable, type Language, type TemplateTexts } from "./rendering";
import { valuesShape } from "./shape";
import type { templateChannelValidator } from "./table";

type Channel = Infer<typeof templateChannelValidator>;
export type ShownTemplate = Omit<
  Doc<"messageTemplates">,
  "orgId" | "_creationTime" | "nameKey" | "createdBy"
>;

const shown = ({
  orgId: _orgId,
  _creationTime,
  nameKey: _nameKey,
  createdBy: _createdBy,
  ...template
}: Doc<"messageTemplates">): ShownTemplate => template;

const largestPage = 100;

/** By name: those of one channel, or of all; those that are offered, or those that are not any more. */
export async function listTemplates(
  ctx: TenantQueryCtx,
  { isActive, channel }: { isActive: boolean; channel?: Channel | undefined },
  page: PaginationOptions,
): Promise<PaginationResult<ShownTemplate>> {
  const templates = ctx.db.query("messageTemplates");
  const found = await (
    channel === undefined
      ? templates.withIndex("by_active", (q) => q.eq("isActive", isActive))
      : templates.withIndex("by_channel", (q) => q.eq("isActive", isActive).eq("channel", channel))
  ).paginate(boundedPage(page, largestPage));
  return { ...found, page: found.page.map(shown) };
}

export async function templateCounts(ctx: TenantQueryCtx): Promise<{ active: number; inactive: number }> {
  const cells = await tally(ctx, "templates");
  return { active: cells.get("active")?.count ?? 0, inactive: cells.get("inactive")?.count ?? 0 };
}

/** NOT_FOUND for what is no template of the organization. */
export async function readTemplate(ctx: TenantQueryCtx, id: string): Promise<ShownTemplate> {
  return shown(await ctx.db.getNamed("messageTemplates", id));
}

export type CustomerValues = Record<CustomerVariable, string>;

/**
 * Reads what the known places of a text are filled with for one customer after
 * another; "" where nothing is known. What they share is read once.
 */
function valueReader(ctx: TenantQueryCtx): (customer: Doc<"customers">) => Promise<CustomerValues> {
  const owners = new Map<string, string>();
  let organization: string | undefined;
  const ownerName = async (ownerId: Id<"users">) => {
    const owner = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", ownerId))
      .unique();
    return owner?.name ?? "";
  };
  return async (customer) => {
    const { ownerId } = customer;
    if (ownerId !== undefined && !owners.has(ownerId)) owners.set(ownerId, await ownerName(ownerId));
    return {
      name: customer.name,
      // Only a person's name has a first word to be called by.
      firstName: customer.type === "individual" ? customer.name.split(" ")[0]! : customer.name,
      company: customer.companyName ?? "",
      code: customer.customerCode,
      city: customer.address?.city ?? "",
      owner: ownerId === undefined ? "" : owners.get(ownerId)!,
      organization: (organization ??= (await ctx.organization()).name),
    };
  };
}

/** For the live preview while a text is written: the customer's values, and in which language they are written to. */
export async function previewFacts(
  ctx: OrgQueryCtx,
  customerId: string,
): Promise<{ language: Language; ownLanguage: Language; values: CustomerValues }> {
  const customer = await readableCustomer(ctx, customerId, "customers:read");
  return {
    language: customer.preferredLanguage,
    ownLanguage: (await ctx.settings()).language,
    values: await valueReader(ctx)(customer),
  };
}

export interface Message {
  language: Language;
  subject: string;
  content: string;
}

/** Writes what the texts say to one customer after another, with the names of the places that nothing fills. */
export function composer(
  ctx: TenantQueryCtx,
  texts: TemplateTexts,
  given: Readonly<Record<string, string>>,
): (customer: Doc<"customers">) => Promise<Message & { missing: string[] }> {
  const valuesOf = valueReader(ctx);
  return async (customer) => {
    const chosen = textFor(texts, customer.preferredLanguage, (await ctx.settings()).language);
    if (chosen === null) throw new Error("A template has a text in one language at least");
    const values = { ...(await valuesOf(customer)), ...given };
    return { language: chosen.language, ...render(chosen.text, values) };
  };
}

/**
 * A template as this customer will read it, ready to be sent (COM-11). VALIDATION_ERROR names each value
 * that is missing; INVALID_STATUS_CHANGE for a template that is not active.
 */
export async function messageOf(
  ctx: TenantQueryCtx,
  template: Pick<Doc<"messageTemplates">, "texts" | "isActive">,
  customer: Doc<"customers">,
  given: Readonly<Record<string, string>>,
): Promise<Message> {
  if (!template.isActive)
    fail({ code: "INVALID_STATUS_CHANGE", entity: "messageTemplates", from: "inactive", to: "sent" });
  const { missing, ...message } = await composer(ctx, template.texts, parse(valuesShape, given))(customer);
  if (missing.length > 0) {
    const issues = missing.map((name) => ({
      path: `values.${name}`,
      rule: "missingVariable",
      message: `Give a value for {{${name}}}: this customer has none.`,
    }));
    fail({ code: "VALIDATION_ERROR", issues });
  }
  return message;
}

export interface OfferedTemplate extends Message {
  _id: Id<"messageTemplates">;
  name: string;
  category: Doc<"messageTemplates">["category"];
  /** Places that nothing fills yet; they stand in the text as they are written. */
  missing: string[];
}

/** Templates looked through and given, for one search by the beginning of a name. */
const [lookedThrough, offeredAtOnce] = [60, 20];

/**
 * Active templates of a channel as this customer will read them, those in the customer's language first; `search` is how
 * the name begins (COM-10, COM-23). NOT_FOUND outside the caller's reach.
 */
export async function offeredTemplates(
  ctx: OrgQueryCtx,
  args: { customerId: string; channel: Channel; search: string },
): Promise<OfferedTemplate[]> {
  const customer = await readableCustomer(ctx, args.customerId, "customers:read");
  const beginning = fold(args.search);
  const found = await ctx.db
    .query("messageTemplates")
    .withIndex("by_channel", (q) =>
      q
        .eq("isActive", true)
        .eq("channel", args.channel)
        .gte("nameKey", beginning)
        .lt("nameKey", `${beginning}\u{10FFFF}`),
    )
    .take(lookedThrough);
  const isTheirs = ({ texts }: Doc<"messageTemplates">) => texts[customer.preferredLanguage] !== undefined;
  const ordered = [...found.filter(isTheirs), ...found.filter((template) => !isTheirs(template))];
  const offered: OfferedTemplate[] = [];
  for (const { _id, name, category, texts } of ordered.slice(0, offeredAtOnce))
    offered.push({ _id, name, category, ...(await composer(ctx, texts, {})(customer)) });
  return offered;
}

export async function previewTemplate(
  ctx: OrgQueryCtx,
  args: { templateId: string; customerId: string; values?: Record<string, string> | undefined },
): Promise<Message> {
  const template = await readTemplate(ctx, args.templateId);
  const customer = await readableCustomer(ctx, args.customerId, "customers:read");
  return await messageOf(ctx, template, customer, args.values ?? {});
}

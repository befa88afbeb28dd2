/** The deeds on a customer, for every door: screen, import, lead form, schedule. Permissions are asked before (access.ts). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { EnteredPreferences } from "../consent/preferences";
import type { ConsentProof } from "../consent/record";
import { factsOf, findDuplicates, holderOfHash, Looked, noDuplicates, ownerName } from "../duplicates/find";
import { lookAround, noteTwins } from "../duplicates/pairs";
import { enforcePolicy } from "../duplicates/policy";
import { reason as reasonOf, scoreOf } from "../duplicates/score";
import { enterValues } from "../fields/enter";
import type { VisitFacts } from "../transactions/facts";
import { insightsOfNew, keepInsights } from "../value/insights";
import { recordChange } from "../history/record";
import { bookOpening } from "../loyalty/ledger";
import type { Role } from "../tenancy/permissions";
import { dayOf } from "../shared/days";
import { fail, type DuplicateFact } from "../shared/errors";
import { toE164 } from "../shared/phone";
import { parse } from "../shared/validate";
import type { Scope } from "../tenancy/scope";
import type { NamedContact } from "../contacts/insert";
import { assertAssignable } from "./assignable";
import { keepCode, reserveCodes, type CodeBlock } from "./codes";
import { newRow, type NewRowOptions } from "./newRow";
import { phoneForms } from "./phoneForms";
import { insertCustomer, saveCustomer, saveFacts, type CustomerFields } from "./save";
import {
  contactIssue,
  customerPatchShape,
  hasRequiredContact,
  newCustomerShape,
  reasonSchema,
  type CustomerDraft,
  type CustomerInput,
  type CustomerPatch,
  type CustomerRules,
} from "./shape";
import { isLegalMove } from "./words";
import type { Saved } from "./saved";

const optionalReason = reasonSchema.optional();
/** Building a schema costs more than the rest of a row's checks: once, and not at all where no reason is given. */
const reasonIn = ({ reason }: { reason?: string }) =>
  reason === undefined ? undefined : parse(optionalReason, reason);

/** The organization's rules for entering customers, as shape.ts wants them. */
export async function customerRules(ctx: TenantMutationCtx): Promise<CustomerRules> {
  const { country, currency, timeZone, identityPolicy } = await ctx.settings();
  const { requiredContact } = identityPolicy;
  return { country, currency, today: dayOf(ctx.now, timeZone), requiredContact };
}

export interface CreateOptions extends NewRowOptions {
  /**
   * "policy": the identity policy refuses, asks or warns (people).
   * "collect": never refused for duplicates; matches come back (lead form).
   * "known": the caller has looked for them itself, for many rows at once; nothing is searched again (import).
   */
  duplicates: "policy" | "collect" | "known";
  /** The caller insists; the door has checked customers:confirmDuplicate. Needs a reason. */
  confirmDuplicate?: boolean;
  reason?: string;
  /** What the caller may see; matches outside are masked. Default: everything (jobs, never shown). */
  scope?: Scope;
  /** A code that came with the record (CUS-04). */
  customerCode?: string;
  /** Codes reserved for the batch by `reserveCodes`; otherwise one is taken. */
  codes?: CodeBlock;
  /** Epoch ms; when an older system last changed it (IMX-07). */
  updatedAt?: number;
  /** The input came out of newCustomerShape under today's rules: many rows are not checked twice (import). */
  isChecked?: boolean;
  /** A business's first contact, where somebody is named. */
  contact?: NamedContact;
  /** What proves the consents given. */
  consent?: ConsentProof;
  /** Scored and valued at once, as one on whom nothing hangs; elsewhere the nightly recompute does it. */
  isJudged?: boolean;
}

export interface Created {
  customerId: Id<"customers">;
  customerCode: string;
  /** Possible duplicates that did not stand in the way, best first (DUP-04). */
  duplicateWarnings: DuplicateFact[];
}

/**
 * Creates a customer: checked, numbered, recognisable, counted and recorded in
 * this transaction (CUS-03..06, DUP-09, DUP-25). Throws VALIDATION_ERROR,
 * DUPLICATE_CUSTOMER, CUSTOMER_NAME_CONFLICT, REASON_REQUIRED or
 * INVALID_ASSIGNMENT. What it costs is held by costs.test.ts.
 */
export async function createCustomer(
  ctx: TenantMutationCtx,
  input: CustomerDraft,
  options: CreateOptions,
): Promise<Created> {
  const checked = options.isChecked
    ? (input as CustomerInput)
    : parse(newCustomerShape(await customerRules(ctx)), input);
  const reason = reasonIn(options);
  const scope = options.scope ?? { kind: "all" };
  const confirmed = options.confirmDuplicate === true;
  const byPolicy = options.duplicates === "policy";
  const looked = new Looked();
  const found =
    options.duplicates === "known"
      ? noDuplicates
      : await findDuplicates(ctx, checked, { similar: byPolicy, looked });
  if (byPolicy) {
    if (confirmed && !reason) fail({ code: "REASON_REQUIRED", action: "confirmDuplicate" });
    await enforcePolicy(ctx, found, { confirmed, scope, fields: ["email", "phone", "name"] });
    await refuseKnownHash(ctx, checked.stableHashId, scope);
  }
  if (options.ownerId !== undefined) await assertAssignable(ctx, options.ownerId);
  const code =
    options.customerCode === undefined
      ? await (options.codes ?? (await reserveCodes(ctx, 1))).take()
      : await keepCode(ctx, options.customerCode);
  const row = await newRow(ctx, checked, code, options, { isByHand: byPolicy });
  const insights = options.isJudged ? await insightsOfNew(ctx, row) : null;
  if (insights !== null) {
    const { score, value } = insights;
    Object.assign(row, { leadScore: score.score, churnRisk: value.churnRisk });
  }
  const customer = await insertCustomer(
    ctx,
    row,
    { action: "created", reason, consent: options.consent, at: options.updatedAt },
    options.contact,
  );
  if (insights !== null) await keepInsights(ctx, customer._id, insights, { isNew: true });
  if (checked.availableCredit || checked.loyaltyPoints) await bookOpening(ctx, customer, reason ?? "");
  // The whole record is compared, not only what the policy looks at. Imports are left to the scan.
  if (options.duplicates !== "known") await noteTwins(ctx, customer, looked);
  return {
    customerId: customer._id,
    customerCode: customer.customerCode,
    duplicateWarnings: factsOf(found.matches, scope),
  };
}

/** CUS-33: the id of an older system is one person's, whatever the identity policy says of e-mail and phone. */
async function refuseKnownHash(
  ctx: TenantMutationCtx,
  stableHashId: string | undefined,
  scope: Scope,
): Promise<void> {
  const customer = stableHashId === undefined ? null : await holderOfHash(ctx, stableHashId);
  if (customer === null) return;
  const reasons = [reasonOf("sameHash")];
  const match = { customer, ownerName: await ownerName(ctx, customer), score: scoreOf(reasons), reasons };
  const duplicates = factsOf([match], scope);
  fail({ code: "DUPLICATE_CUSTOMER", field: "stableHashId", duplicates, confirmable: false });
}

export interface UpdateOptions {
  /** "collect": never refused for duplicates; pairs go to the list (sync). Default: the identity policy decides. */
  duplicates?: "policy" | "collect";
  reason?: string;
  confirmDuplicate?: boolean;
  scope?: Scope;
  /** Managers may make a status move that the lifecycle does not know, with a reason (CUS-35). */
  mayOverrideLifecycle?: boolean;
  /** As in NewRowOptions. */
  role?: Role;
  /** The history entry this change takes back. */
  undoes?: Id<"auditLog">;
}

/**
 * Changes one or many fields (CUS-38). A changed e-mail, phone or name is held
 * against the identity policy again (DUP-24). Throws as createCustomer, and
 * INVALID_STATUS_CHANGE.
 */
export async function updateCustomer(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  input: unknown,
  options: UpdateOptions = {},
): Promise<Saved> {
  const before = await ctx.db.get("customers", id);
  const rules = await customerRules(ctx);
  const patch = parse(customerPatchShape(rules), input);
  const reason = reasonIn(options);
  checkMove(before, patch, reason, options.mayOverrideLifecycle ?? false);
  const { custom, preferences, ...own } = patch;
  const changed: Partial<CustomerFields> = { ...withoutNulls(own), ...milestones(ctx, before, patch) };
  if (preferences === null) changed.preferences = undefined;
  else if (preferences !== undefined)
    Object.assign(changed, enteredWishes(preferences, patch.marketingConsent));
  if (custom !== undefined) {
    changed.custom = await enterValues(ctx, before.custom, custom, { role: options.role, customerId: id });
  }
  const after = { ...before, ...changed };
  if (("phone" in changed || "email" in changed) && !hasRequiredContact(rules.requiredContact, after)) {
    fail({ code: "VALIDATION_ERROR", issues: [contactIssue(rules.requiredContact)] });
  }
  if ("phone" in changed || "secondaryPhone" in changed)
    Object.assign(changed, phoneForms(after, rules.country));
  if (options.duplicates !== "collect") await recheckDuplicates(ctx, before, after, { ...options, reason });
  const { auditId } = await saveCustomer(ctx, before, changed, {
    action: "updated",
    reason,
    undoes: options.undoes,
  });
  if (
    ["name", "email", "phone", "secondaryPhone", "website", "dateOfBirth"].some((field) => field in changed)
  )
    await lookAround(ctx, await ctx.db.get("customers", id));
  return { customerId: id, auditId };
}

function checkMove(
  before: Doc<"customers">,
  { status }: CustomerPatch,
  reason: string | undefined,
  mayOverride: boolean,
): void {
  if (status === undefined || status === before.status) return;
  const refused = () =>
    fail({ code: "INVALID_STATUS_CHANGE", entity: "customers", from: before.status, to: status });
  if (!before.isActive) refused();
  if (isLegalMove(before.status, status)) return;
  if (!mayOverride) refused();
  if (!reason) fail({ code: "REASON_REQUIRED", action: "changeStatus" });
}

/** When the lifecycle first reached lead, active and churned (C55). */
function milestones(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  { status }: CustomerPatch,
): Partial<CustomerFields> {
  if (status === undefined || status === before.status) return {};
  if (status === "lead" && before.qualifiedAt === undefined) return { qualifiedAt: ctx.now };
  if (status === "active" && before.convertedAt === undefined) return { convertedAt: ctx.now };
  if (status === "churned") return { churnedAt: ctx.now };
  return {};
}

export async function recheckDuplicates(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  after: Doc<"customers">,
  options: UpdateOptions & { reason: string | undefined },
): Promise<void> {
  const query: {
    email?: string | undefined;
    phone?: string | undefined;
    secondaryPhone?: string | undefined;
    name?: string;
  } = {};
  const fields: ("email" | "phone" | "name")[] = [];
  if (after.email !== before.email && after.email !== undefined) {
    query.email = after.email;
    fields.push("email");
  }
  for (const phone of ["phone", "secondaryPhone"] as const) {
    const e164 = `${phone}E164` as const;
    if (after[phone] === undefined || after[phone] === before[phone]) continue;
    if (toE164(after[phone], (await ctx.settings()).country) === before[e164]) continue;
    query[phone] = after[phone];
    if (!fields.includes("phone")) fields.push("phone");
  }
  if (after.name !== before.name) {
    query.name = after.name;
    fields.push("name");
  }
  if (fields.length === 0) return;
  const confirmed = options.confirmDuplicate === true;
  if (confirmed && !options.reason) fail({ code: "REASON_REQUIRED", action: "confirmDuplicate" });
  const found = await findDuplicates(ctx, { ...query, excludeId: before._id }, { similar: false });
  await enforcePolicy(ctx, found, { confirmed, scope: options.scope ?? { kind: "all" }, fields });
}

/** Gives the customer to a person, or to nobody with null. INVALID_ASSIGNMENT unless an active member who can own (TEN-19). */
export async function assignCustomer(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  ownerId: Id<"users"> | null,
  options: { reason?: string; undoes?: Id<"auditLog">; action?: "assigned" | "claimed" } = {},
): Promise<Saved> {
  const before = await ctx.db.get("customers", id);
  const reason = reasonIn(options);
  if (ownerId !== null && ownerId !== before.ownerId) await assertAssignable(ctx, ownerId);
  const { auditId } = await saveCustomer(
    ctx,
    before,
    { ownerId: ownerId ?? undefined },
    { action: options.action ?? "assigned", reason, undoes: options.undoes },
  );
  return { customerId: id, auditId };
}

/**
 * A touch by another room. `lastContactAt` only moves forward; an interaction
 * that was deleted passes `exactly: true`. `nextFollowUpAt: null` means none is due.
 */
export async function touchCustomer(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  touch: { lastContactAt?: number; nextFollowUpAt?: number | null },
  { exactly = false }: { exactly?: boolean } = {},
): Promise<void> {
  const before = await ctx.db.get("customers", id);
  const facts: { lastContactAt?: number; nextFollowUpAt?: number | undefined } = {};
  if (touch.lastContactAt !== undefined) {
    facts.lastContactAt = exactly ? touch.lastContactAt : Math.max(before.lastContactAt, touch.lastContactAt);
  }
  if (touch.nextFollowUpAt !== undefined) facts.nextFollowUpAt = touch.nextFollowUpAt ?? undefined;
  await saveFacts(ctx, before, facts as Partial<Doc<"customers">>);
}

/**
 * Computed facts (CUS-30): never entered by hand, recorded only when they differ. A value below 0 is kept as 0, and the
 * history says so with what was computed (C26, VAL-15).
 */
export async function setComputed(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  computed: {
    lifetimeValue?: number;
    currency?: string;
    churnRisk?: Doc<"customers">["churnRisk"];
    leadScore?: number;
  } & Partial<VisitFacts>,
): Promise<void> {
  const before = await ctx.db.get("customers", id);
  const { lifetimeValue, ...rest } = computed;
  if (lifetimeValue !== undefined && lifetimeValue < 0) await noteNegative(ctx, id, lifetimeValue);
  await saveFacts(ctx, before, {
    ...rest,
    ...(lifetimeValue === undefined ? {} : { lifetimeValue: Math.max(0, Math.round(lifetimeValue)) }),
  });
}

/** Told once for each amount, not at every recount. */
async function noteNegative(ctx: TenantMutationCtx, id: Id<"customers">, computed: number): Promise<void> {
  const told = await ctx.db
    .query("auditLog")
    .withIndex("by_entity", (q) => q.eq("entity", "customerValues").eq("entityId", id))
    .order("desc")
    .first();
  if (told?.changes[0]?.from === computed) return;
  const changes = [{ field: "lifetimeValue", from: computed, to: 0 }];
  const entry = { entity: "customerValues", entityId: id, customerId: id, action: "clamped", changes };
  await recordChange(ctx, { ...entry, reason: "VALUE_CALC_ERROR" }, null);
}

/** Wishes and the consent they mirror; the switch itself, where it is given, has the last word (CNS-03). */
function enteredWishes(
  entered: EnteredPreferences | undefined,
  marketingConsent: boolean | undefined,
): Pick<CustomerFields, "preferences" | "marketingConsent"> {
  const agrees = marketingConsent ?? entered?.marketingConsent;
  return {
    ...(entered === undefined ? {} : { preferences: entered.preferences }),
    ...(agrees === undefined ? {} : { marketingConsent: agrees }),
  };
}

/** null in a patch removes the field, which the database spells undefined. */
function withoutNulls(patch: CustomerPatch): Partial<CustomerFields> {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === null ? undefined : (value as unknown)]),
  );
}

export type { CustomerInput };

/** Rows of contacts on the server: each contact is made or met at its customer, who is created with it where that was chosen (CON-07, IMX-15). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { primaryOf } from "../contacts/insert";
import { createContact, promote, rewriteContact } from "../contacts/write";
import { createCustomer, customerRules } from "../customers/write";
import { orbitError } from "../shared/errors";
import { refreshInsights } from "../value/refresh";
import { contactFactsOf, contactsWith, findCompanies } from "./contactKnown";
import {
  ContactPlanner,
  customersAsked,
  type ContactPlan,
  type KnownCompany,
  type KnownContact,
} from "./contactPlan";
import { contactReader, type ReadContact } from "./contactRow";
import { issue } from "./normalise";
import type { Decision } from "./plan";
import type { Result } from "./rowResult";

/** A contact reads the words of up to a hundred others of its customer, so a transaction takes few. */
const rowsPerStep = 25;

export async function importContacts(
  ctx: TenantMutationCtx,
  from: Doc<"imports">,
  job: Doc<"jobs">,
  given: readonly { cells: readonly string[]; decision?: Decision }[],
): Promise<Result[]> {
  const { identityPolicy } = await ctx.settings();
  const { mapping, duplicates, missing = "reject" } = from;
  const rules = await customerRules(ctx);
  const taken = given.slice(0, rowsPerStep);
  const read = contactReader(mapping, rules.country);
  const rows = taken.map(({ cells }) => read(cells));
  const planner = new ContactPlanner({ duplicates, missing, policy: identityPolicy, rules });
  const companies = await findCompanies(
    ctx,
    rows.flatMap((row) => customersAsked(row, missing)),
  );
  const byId = new Map<string, KnownCompany>();
  for (const [key, found] of companies) {
    for (const one of found) {
      const company = byId.get(one.customerId) ?? one;
      byId.set(one.customerId, company);
      planner.know(key, company);
    }
  }
  const meeting = new Meeting(ctx, planner);
  const touched = new Set<Id<"customers">>();
  const results: Result[] = [];
  for (const [at, row] of rows.entries()) {
    await meeting.of(row);
    const plan = planner.plan(row, at, taken[at]!.decision);
    const result = await carryOut(ctx, plan, job);
    const { outcome, customerId } = result;
    if (customerId !== undefined && outcome !== "skipped" && outcome !== "rejected") touched.add(customerId);
    results.push(result);
  }
  for (const customerId of touched) await refreshInsights(ctx, customerId);
  return results;
}

/** Introduces the stored contacts that a row may be to the planner, each once. */
class Meeting {
  private readonly asked = new Set<string>();
  private readonly met = new Set<string>();

  constructor(
    private readonly ctx: TenantMutationCtx,
    private readonly planner: ContactPlanner,
  ) {}

  async of(row: ReadContact): Promise<void> {
    if (row.kind !== "ready") return;
    const company = this.planner.companyOf(row);
    if (typeof company === "string" || company.customerId === undefined) return;
    const customerId = company.customerId as Id<"customers">;
    for (const key of row.keys) {
      if (this.asked.has(`${customerId} ${key}`)) continue;
      this.asked.add(`${customerId} ${key}`);
      for (const contact of await contactsWith(this.ctx, customerId, key)) {
        if (this.met.has(contact._id)) continue;
        this.met.add(contact._id);
        this.planner.meet({ contactId: contact._id, company, facts: contactFactsOf(contact) });
      }
    }
  }
}

async function carryOut(ctx: TenantMutationCtx, plan: ContactPlan, job: Doc<"jobs">): Promise<Result> {
  if (plan.outcome === "created") return await create(ctx, plan, job);
  if (!("changes" in plan))
    return { outcome: plan.outcome, issues: plan.issues, ...whereabouts(plan.contact) };
  const { outcome, issues, contact, changes } = plan;
  // The row that it repeats was refused after all, and this one with it.
  if (contact.contactId === undefined) return { outcome: "rejected", issues: [notThere(plan)] };
  const contactId = contact.contactId as Id<"contacts">;
  const { isPrimary, ...fields } = changes;
  if (Object.keys(fields).length > 0)
    await rewriteContact(ctx, await ctx.db.get("contacts", contactId), fields);
  if (isPrimary === true) await promote(ctx, await ctx.db.get("contacts", contactId));
  return { outcome, issues, ...whereabouts(contact) };
}

async function create(
  ctx: TenantMutationCtx,
  plan: Extract<ContactPlan, { outcome: "created" }>,
  job: Doc<"jobs">,
): Promise<Result> {
  const { row, company, creates, contact, issues } = plan;
  const { values, isPrimary = false, isDecisionMaker = false } = row;
  if (creates === undefined) {
    if (company.customerId === undefined) return { outcome: "rejected", issues: [notThere(plan)] };
    const customerId = company.customerId as Id<"customers">;
    contact.contactId = await createContact(ctx, customerId, { ...values, isDecisionMaker }, isPrimary);
    return { outcome: "created", issues, ...whereabouts(contact) };
  }
  try {
    const { customerId, customerCode } = await createCustomer(ctx, creates.input, {
      duplicates: "known",
      importJobId: job._id,
      isChecked: true,
      contact: { firstName: values.firstName, lastName: values.lastName },
      ...(creates.code === undefined ? {} : { customerCode: creates.code }),
    });
    company.customerId = customerId;
    company.customerCode = customerCode;
    // A business comes with its first contact (CON-05): that is this one, as its row has it.
    const first = (await primaryOf(ctx, customerId))!;
    const nothing = { title: undefined, department: undefined, email: undefined, phone: undefined };
    await rewriteContact(ctx, first, { ...nothing, ...values, isDecisionMaker });
    contact.contactId = first._id;
    return { outcome: "created", issues, isNewCompany: true, ...whereabouts(contact) };
  } catch (error) {
    // Refusals come before the first write of createCustomer; anything else must roll the step back.
    const refusal = orbitError(error);
    if (refusal === null) throw error;
    const found = refusal.code === "VALIDATION_ERROR" ? refusal.issues : [{ path: "", rule: refusal.code }];
    const told = found.map(({ path, rule }) => issue(path === "customerCode" ? "ofCode" : path, rule, ""));
    return { outcome: "rejected", issues: [...issues, ...told] };
  }
}

const notThere = ({ issues }: ContactPlan) => issues[0] ?? issue("ofName", "unknownCustomer", "");

function whereabouts(contact: KnownContact | undefined): Pick<Result, "customerId" | "contactId"> {
  if (contact?.contactId === undefined) return {};
  return {
    customerId: contact.company.customerId as Id<"customers">,
    contactId: contact.contactId as Id<"contacts">,
  };
}

/** Rows of leads: the lead that a row opens at its customer, and how an import's leads are taken back (IMX-15, LED-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { moveLead, openLead, removeLead } from "../leads/write";
import { findKnown } from "./known";
import type { RowLead } from "./leadRow";
import type { ReadRow } from "./normalise";
import { noteConflict } from "./putBack";
import type { Result } from "./rowResult";
import { nextResults, type TakenImport } from "./nextResults";

/** What opening a lead may cost, in new customers: see run.ts. */
export const leadWeight = 3;

export const leadOf = (row: ReadRow): RowLead | undefined => ("lead" in row ? row.lead : undefined);

/**
 * Opens the lead of every row that has become or met a customer, unless an
 * import has opened it before. It belongs to whom the row names, else to the
 * customer's owner (LED-25), and is as old as the row says.
 */
export async function openLeads(
  ctx: TenantMutationCtx,
  from: Doc<"imports">,
  rows: readonly { row: ReadRow; ownerId?: string }[],
  results: readonly Result[],
): Promise<void> {
  const keys = rows.slice(0, results.length).flatMap(({ row }) => leadOf(row)?.key ?? []);
  const opened = new Set((await findKnown(ctx, keys)).keys());
  for (const [at, result] of results.entries()) {
    const { row, ownerId } = rows[at]!;
    const lead = leadOf(row);
    const { customerId, outcome } = result;
    if (lead === undefined || customerId === undefined || opened.has(lead.key)) continue;
    if (outcome === "skipped" || outcome === "rejected") continue;
    opened.add(lead.key);
    const customer = await ctx.db.get("customers", customerId);
    const leadId = await openLead(ctx, {
      customerId,
      source: "import",
      ownerId: (ownerId as Id<"users"> | undefined) ?? customer.ownerId,
      ...(lead.title === undefined ? {} : { title: lead.title }),
      ...(lead.message === undefined ? {} : { message: lead.message }),
      ...("createdAt" in row && row.createdAt !== undefined ? { createdAt: row.createdAt } : {}),
    });
    if (lead.status !== undefined && lead.status !== "new") {
      const reason = lead.status === "lost" ? from.fileName : undefined;
      await moveLead(ctx, await ctx.db.get("leads", leadId), lead.status, reason);
    }
    await ctx.db.insert("importedKeys", { importId: from._id, customerId, key: lead.key });
    result.leadId = leadId;
  }
}

const batch = 40;

/** Takes the next leads back, as far as nobody has touched them since; `place` counts the rows of all chunks. */
export async function takeLeadsBack(
  ctx: TenantMutationCtx,
  taken: TakenImport,
  place: number,
): Promise<{ done: number; counts: Record<string, number>; next: number | null }> {
  const { rows, next } = await nextResults(ctx, taken, place, batch);
  const counts = { removedLeads: 0, kept: 0 };
  let done = 0;
  for (const { result } of rows) {
    const { leadId } = result;
    const id = leadId === undefined ? null : ctx.db.normalizeId("leads", leadId);
    if (id === null) continue;
    done += 1;
    const lead = await ctx.db.find("leads", id);
    if (lead === null) continue;
    if (lead.updatedBy === `job:${taken.jobId}`) {
      await removeLead(ctx, lead, taken.fileName);
      counts.removedLeads += 1;
      continue;
    }
    // One that this import created stays with its lead, and is told when its turn comes.
    const customer = await ctx.db.find("customers", lead.customerId);
    if (customer === null || customer.importJobId === taken.jobId) continue;
    if (await noteConflict(ctx, taken._id, lead.customerId, "touched", [])) counts.kept += 1;
  }
  return { done, counts, next };
}

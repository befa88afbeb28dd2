/** The steps of a long merge: first the rows are counted, so that the progress is true, then moved a page at a time (DUP-22). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { StepResult } from "../jobs/run";
import { inOneTally } from "../tallies/bump";
import { finishMerge } from "./finish";
import { Manifest } from "./manifest";
import { moveRow, plotJourney, rowsAt, type Journey } from "./stations";

const countPage = 250;
const movePage = 100;

interface Cursor {
  mergeId: Id<"merges">;
  phase: "count" | "move";
  station: number;
  page: string | null;
  total: number;
  /** Where moving begins: the stations before it were passed by the merge itself. */
  first?: number;
}

export async function mergeStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const cursor = JSON.parse(job.cursor ?? "{}") as Cursor;
  const merge = await ctx.db.get("merges", cursor.mergeId);
  const journey = await journeyOf(ctx, merge);
  return cursor.phase === "count"
    ? await countStep(ctx, journey, { first: cursor.station, ...cursor })
    : await moveStep(ctx, journey, cursor);
}

export async function journeyOf(ctx: TenantMutationCtx, merge: Doc<"merges">): Promise<Journey> {
  const records = await recordsOfMerge(ctx, merge._id);
  const former = records.map(({ mergedCustomerData }) => mergedCustomerData as Doc<"customers">);
  return plotJourney(merge, await ctx.db.get("customers", merge.primaryCustomerId), former);
}

export async function recordsOfMerge(
  ctx: TenantMutationCtx,
  mergeId: Id<"merges">,
): Promise<Doc<"mergedRecords">[]> {
  return await ctx.db
    .query("mergedRecords")
    .withIndex("by_merge", (q) => q.eq("mergeId", mergeId))
    .collect();
}

async function countStep(ctx: TenantMutationCtx, journey: Journey, cursor: Cursor): Promise<StepResult> {
  const { first = 0 } = cursor;
  const station = journey.stations[cursor.station];
  if (station === undefined) {
    const next: Cursor = { ...cursor, phase: "move", station: first, page: null };
    return { done: 0, total: cursor.total, cursor: JSON.stringify(next), finished: false };
  }
  const page = await rowsAt(ctx, station).paginate({ numItems: countPage, cursor: cursor.page });
  const next = { ...cursor, total: cursor.total + page.page.length, ...after(cursor, page) };
  return { done: 0, cursor: JSON.stringify(next), finished: false };
}

async function moveStep(ctx: TenantMutationCtx, journey: Journey, cursor: Cursor): Promise<StepResult> {
  const station = journey.stations[cursor.station];
  if (station === undefined) {
    await inOneTally(ctx, () => finishMerge(ctx, cursor.mergeId));
    return { done: 0, finished: true };
  }
  // Rows that have moved stand before the page's cursor, or in another place of the index: none is met twice.
  const page = await rowsAt(ctx, station).paginate({ numItems: movePage, cursor: cursor.page });
  await inOneTally(ctx, async () => {
    const manifest = new Manifest(ctx);
    for (const row of page.page) await moveRow(ctx, journey, station, row, manifest);
    await manifest.save(cursor.mergeId);
  });
  const next = { ...cursor, ...after(cursor, page) };
  return {
    done: page.page.length,
    counts: { moved: page.page.length },
    cursor: JSON.stringify(next),
    finished: false,
  };
}

function after(
  { station }: Cursor,
  page: { isDone: boolean; continueCursor: string },
): Pick<Cursor, "station" | "page"> {
  return page.isDone ? { station: station + 1, page: null } : { station, page: page.continueCursor };
}

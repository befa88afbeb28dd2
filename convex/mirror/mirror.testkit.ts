/** An organization with an older point of sale, for tests. */
import { vi } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import type { ChangeEvent } from "./receive";
import type { Stage } from "./words";

export const firstPage = { numItems: 50, cursor: null };

export async function mirrorWorld(stage: Stage | null = "buildAndSync") {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  return { backend, ours, ...(await mirrorOf(backend, ours, stage)) };
}

export async function mirrorOf(backend: Backend, { orgId, as }: Organization, stage: Stage | null) {
  const { admin } = as;
  const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
  const setStage = async (to: Stage) => {
    await admin.mutation(api.mirror.setStage, { orgId, stage: to });
    await settle();
  };
  if (stage !== null) await setStage(stage);
  const takeRows = (rows: Record<string, unknown>[]) => admin.mutation(api.mirror.takeRows, { orgId, rows });
  const takeEvents = (events: ChangeEvent[]) =>
    admin.mutation(api.mirror.takeEvents, { orgId, events: events as never });
  /** Rows, and everything that follows from them. */
  const bring = async (...rows: Record<string, unknown>[]) => {
    const outcomes = (await takeRows(rows)).map(({ outcome }) => outcome);
    await settle();
    return outcomes;
  };
  const tell = async (...events: ChangeEvent[]) => {
    const outcomes = (await takeEvents(events)).map(({ outcome }) => outcome);
    await settle();
    return outcomes;
  };
  const all = async <Table extends "customers" | "legacyCustomers" | "syncJobs" | "syncDifferences">(
    table: Table,
  ): Promise<Doc<Table>[]> =>
    (await backend.run((ctx) => ctx.db.query(table).collect())).filter(
      (row) => (row as { orgId: Id<"organizations"> }).orgId === orgId,
    ) as Doc<Table>[];
  const rowOf = async (legacyId: string) =>
    (await all("legacyCustomers")).find((row) => row.legacyId === legacyId)!;
  const customerOf = async (legacyId: string) =>
    (await all("customers")).find((customer) => customer.legacyIds.includes(legacyId))!;
  const status = () => admin.query(api.mirror.status, { orgId });
  const open = async () =>
    (await admin.query(api.mirror.differences, { orgId, of: "open", paginationOpts: firstPage })).page;
  const create = async (input: Record<string, unknown>) => {
    const { customerId } = await admin.mutation(api.customers.create, { orgId, input });
    await settle();
    return customerId;
  };
  const update = async (customerId: Id<"customers">, changes: Record<string, unknown>) => {
    await admin.mutation(api.customers.update, { orgId, customerId, patch: changes });
    await settle();
  };
  return {
    orgId,
    admin,
    settle,
    setStage,
    takeRows,
    takeEvents,
    bring,
    tell,
    all,
    rowOf,
    customerOf,
    status,
    open,
    create,
    update,
  };
}

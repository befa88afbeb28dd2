/** An organization whose data is taken out, for tests: who starts it, and what the file holds. */
import Papa from "papaparse";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import type { ExportFormat } from "./words";

export let backend: Backend;
export let ours: Organization;
export let orgId: Id<"organizations">;

/** `limits` prove that every read is bounded. */
export async function newWorld(limits?: { documentsRead: number }): Promise<void> {
  backend = newBackend(limits);
  ours = await newOrganization(backend, "ours");
  orgId = ours.orgId;
}

export type Caller = keyof Organization["as"];

/** Lets jobs run, but not the days until a file is swept. */
export async function settle(steps = 40) {
  for (let step = 0; step < steps; step++) {
    vi.advanceTimersByTime(10);
    await backend.finishInProgressScheduledFunctions();
  }
}

export async function create(fields: object, org = ours) {
  const { ownerId = null, ...input } = fields as { ownerId?: Id<"users"> | null };
  const { customerId } = await org.as.admin.mutation(api.customers.create, {
    orgId: org.orgId,
    ownerId,
    input: { name: "Somebody", ...input },
    confirmDuplicate: true,
    reason: "test",
  });
  return customerId;
}

export interface Asked {
  format?: ExportFormat;
  columns?: string[] | null;
  filters?: object;
  customerIds?: string[];
  sort?: string;
  order?: "asc" | "desc";
  mark?: boolean;
  language?: "en" | "ru";
}

export async function start(role: Caller, asked: Asked = {}) {
  const { format = "csv", columns = null, filters = {}, customerIds, sort, order } = asked;
  return await ours.as[role].mutation(api.exports.start, {
    orgId,
    format,
    columns,
    language: asked.language ?? "en",
    mark: asked.mark ?? false,
    target: customerIds
      ? { kind: "rows", customerIds }
      : { kind: "everything", filters, ...(sort ? { sort } : {}), ...(order ? { order } : {}) },
  });
}

export const open = async (url: string) => await backend.fetch(url.replace("http://site.test", ""));

export async function bytesOf(role: Caller, jobId: Id<"jobs">): Promise<Uint8Array> {
  const { url, parts } = await ours.as[role].mutation(api.exports.link, { orgId, jobId });
  expect(parts).toBe(1);
  const answer = await open(url);
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

export async function exported(role: Caller, asked: Asked = {}): Promise<string> {
  const jobId = await start(role, asked);
  await settle();
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(role, jobId));
}

export const table = (text: string) => Papa.parse<string[]>(text, { skipEmptyLines: true }).data;

export const audit = async () =>
  (await backend.run(async (ctx) => await ctx.db.query("auditLog").collect())).filter(
    ({ entity }) => entity === "exportFiles",
  );

export const stored = async () =>
  (await backend.run(async (ctx) => await ctx.db.system.query("_storage").collect())).length;

/** Every test has an organization and a clock of its own. */
export function inNewWorld(): void {
  beforeEach(async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 4, 4, 9) });
    vi.stubEnv("ORBIT_SECRET", "a secret of the deployment that is long enough");
    vi.stubEnv("CONVEX_SITE_URL", "http://site.test");
    vi.stubEnv("ORBIT_URL", "http://app.test");
    await newWorld();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });
}

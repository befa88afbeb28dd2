/** A file becomes customers: every row accounted for, nothing readable lost, within the limits of one transaction. */
import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { convexTest } from "convex-test";
import schema from "../schema";
import { modules, newBackend, newOrganization, type Backend } from "../world.testkit";
import { guessMapping } from "./fields";
import { chunkRows } from "./limits";
import type { Outcome } from "./plan";
import { byFakeClock, customersOf, dirty, headings, row, run } from "./oldRegister.testkit";

byFakeClock();

async function outcomesOf(backend: Backend, importId: Id<"imports">): Promise<Map<number, Outcome>> {
  const chunks = await backend.run(async (ctx) => await ctx.db.query("importChunks").collect());
  return new Map(
    chunks
      .filter((chunk) => chunk.importId === importId)
      .flatMap(({ rows, results }) => rows.map(({ number }, at) => [number, results![at]!.outcome] as const)),
  );
}

test("IMX-02: the columns of the old register map by themselves", () => {
  expect(guessMapping(headings)).toEqual([
    "legacyId",
    "name",
    "phone",
    "email",
    "address",
    "dateOfBirth",
    "credit",
    "points",
    "stableHashId",
    "customerSource",
    "dateJoined",
    "smsConsent",
    "emailConsent",
    "createdAt",
    "updatedAt",
  ]);
});

describe("a dirty file", () => {
  test("IMX-03: every row is accounted for, with reasons", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { importId, job } = await run(backend, org);
    expect(job.status).toBe("done");
    expect(job.counts).toEqual({ created: 6, duplicate: 2, rejected: 2, skipped: 2, incomplete: 2 });
    expect(job.done).toBe(dirty.length);
    expect(Object.fromEntries(await outcomesOf(backend, importId))).toEqual({
      1: "created",
      2: "created",
      3: "duplicate",
      4: "rejected",
      5: "skipped",
      6: "created",
      7: "created",
      8: "rejected",
      9: "duplicate",
      10: "created",
      11: "created",
      12: "skipped",
    });
    const page = await org.as.admin.query(api.imports.rows, {
      orgId: org.orgId,
      importId,
      outcome: "rejected",
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.page.map(({ number, issues }) => [number, issues.map(({ rule }) => rule)])).toEqual([
      [4, ["contactRequired"]],
      [8, ["too_big"]],
    ]);
  });

  test("IMX-01, IMX-07, IMX-12: fields are read as meant and nothing readable is lost", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    await run(backend, org);
    const customers = await customersOf(backend, org);
    const byId = (id: string) => customers.find((customer) => customer.legacyIds.includes(id))!;
    expect(byId("1")).toMatchObject({
      phoneE164: "+77015550001",
      dateOfBirth: "1966-06-17",
      customerSource: "Social Media",
      sourceDetail: "FB",
      smsConsent: true,
      createdAt: Date.UTC(2021, 2, 1, 5),
      dateJoined: "2021-03-01",
      legacyIds: ["1", "9"],
    });
    expect(byId("2")).toMatchObject({
      email: "ann@example.com",
      customerSource: "Others",
      sourceDetail: "Billboard",
      emailConsent: true,
      createdAt: Date.UTC(2019, 0, 5, 9, 30),
      phoneE164: "+77015550002",
      legacyIds: ["2", "3"],
    });
    expect(byId("6")).toMatchObject({
      name: '=HYPERLINK("http://bad.example")',
      createdAt: 1_700_000_000_000,
      updatedAt: Date.UTC(2025, 2, 10, 20),
    });
    expect(byId("6")).toMatchObject({ availableCredit: 123_450, creditCurrency: "USD", loyaltyPoints: 77 });
    expect(byId("7")).toMatchObject({ name: "<b>Bold</b>", email: "bold@example.com" });
    expect(byId("7").phone).toBeUndefined();
    expect(byId("10")).toMatchObject({
      name: "Quoted, Name Second line",
      address: { line1: '1 "The Mews", Almaty' },
      dateJoined: "2025-03-30",
    });
    expect(byId("11")).toMatchObject({ dateOfBirth: "1966-06-17", dateJoined: "2023-01-01" });
  });

  test("IMX-13: a second run of the same file creates nothing", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    await run(backend, org);
    const before = (await customersOf(backend, org)).length;
    const { job } = await run(backend, org);
    expect(job.counts["created"]).toBeUndefined();
    expect((await customersOf(backend, org)).length).toBe(before);
  });

  test("ANA-01: the counters are right after an import", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    await run(backend, org);
    const tallied = await backend.run(async (ctx) =>
      (await ctx.db.query("tallies").collect())
        .filter(({ metric }) => metric === "customers")
        .flatMap(({ cells }) => Object.values(cells))
        .reduce((sum, { count }) => sum + count, 0),
    );
    expect(tallied).toBe((await customersOf(backend, org)).length);
  });
});

test("PRF-20: a full chunk of new people over many months stays below Convex's limits of one transaction", async () => {
  const backend = convexTest({ schema, modules, transactionLimits: true });
  const org = await newOrganization(backend, "acme");
  const rows = Array.from({ length: chunkRows }, (_, index) =>
    row({
      id: `${index}`,
      name: `Person Number${index} Of Many`,
      phone: `+7701555${String(index).padStart(4, "0")}`,
      email: `person.${index}@example.com`,
      created: new Date(Date.UTC(2015, index, 3)).toISOString(),
      credit: "-1",
    }),
  );
  const { job } = await run(backend, org, { rows, perChunk: chunkRows });
  expect(job).toMatchObject({ status: "done", counts: { created: chunkRows, incomplete: chunkRows } });
});

test("PRF-20: a full chunk that updates known people stays below the limits of one transaction", async () => {
  const backend = convexTest({ schema, modules, transactionLimits: true });
  const org = await newOrganization(backend, "acme");
  const people = (again: string) =>
    Array.from({ length: chunkRows }, (_, index) =>
      row({
        id: `${again}${index}`,
        name: `Person Number${index} Of Many${again}`,
        phone: `+7701555${String(index).padStart(4, "0")}`,
        email: `person.${index}@example.com`,
        created: new Date(Date.UTC(2015, index, 3)).toISOString(),
      }),
    );
  await run(backend, org, { rows: people(""), perChunk: chunkRows });
  const { job } = await run(backend, org, { rows: people("b"), perChunk: chunkRows, duplicates: "update" });
  expect(job).toMatchObject({ status: "done", counts: { updated: chunkRows } });
});

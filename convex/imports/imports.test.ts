import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { convexTest } from "convex-test";
import schema from "../schema";
import { modules, newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { stuckAfter } from "../jobs/run";
import { guessMapping } from "./fields";
import { uploadFile, type ImportFile } from "./file.testkit";
import { chunkRows } from "./limits";
import type { Outcome } from "./plan";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

/** The same columns as an old register's export; people and dirt are invented for this test. */
const headings =
  "id,customer_name,contact_number,email,address,date_of_birth,available_credit,available_point,stable_hash_id,source,date_joined,sms_pdpa,email_pdpa,created_at,update_time".split(
    ",",
  );
const dirty: string[][] = [
  row({
    id: "1",
    name: "Ivan Petrov",
    phone: "8 (701) 555-00-01",
    born: "17.06.1966",
    created: "2021-03-01T10:00:00+05:00",
    source: "FB",
    sms: "TRUE",
    email: "no-mail",
  }),
  row({
    id: "2",
    name: "Ann Lee",
    email: "ANN@Example.com ",
    created: "2019-01-05 09:30:00",
    source: "Billboard",
    mail: "да",
  }),
  row({
    id: "3",
    name: "Ann  Lee",
    email: "ann@example.com",
    phone: "+7 701 555 0002",
    created: "2022-01-05 09:30:00",
  }),
  row({ id: "4", name: "No Contact", created: "2020-01-01" }),
  row({ id: "5", name: "", phone: "+77015550003", created: "2020-01-02" }),
  row({
    id: "6",
    name: '=HYPERLINK("http://bad.example")',
    phone: "0077015550004",
    credit: "1 234,50",
    points: "77",
    created: "1700000000",
    updated: "2025-03-10 20:00:00",
  }),
  row({
    id: "7",
    name: "<b>Bold</b>",
    phone: "12",
    email: "bold@example.com",
    born: "2035-01-01",
    credit: "-5",
  }),
  row({ id: "8", name: "L".repeat(300), phone: "+77015550005" }),
  row({ id: "9", name: "Иван Петров", phone: "+77015550001" }),
  row({
    id: "10",
    name: "Quoted, Name\nSecond line",
    phone: "+7 701 555 00 06",
    address: '1 "The Mews",\nAlmaty',
    joined: "30/03/2025",
  }),
  row({ id: "11", name: "Serial Born", phone: "+77015550007", born: "24275", joined: "44927" }),
  row({}),
];

function row(
  cells: Partial<
    Record<
      | "id"
      | "name"
      | "phone"
      | "email"
      | "address"
      | "born"
      | "credit"
      | "points"
      | "source"
      | "joined"
      | "sms"
      | "mail"
      | "created"
      | "updated",
      string
    >
  >,
): string[] {
  const {
    id = "",
    name = "",
    phone = "",
    email = "",
    address = "",
    born = "",
    credit = "",
    points = "",
  } = cells;
  const { source = "", joined = "", sms = "", mail = "", created = "", updated = "" } = cells;
  return [
    id,
    name,
    phone,
    email,
    address,
    born,
    credit,
    points,
    id && `h${id}`,
    source,
    joined,
    sms,
    mail,
    created,
    updated,
  ];
}

type File = Partial<ImportFile>;

const upload = (org: Organization, file: File = {}) =>
  uploadFile(org, { fileName: "legacy.csv", headings, rows: dirty, perChunk: 5, ...file });

async function run(backend: Backend, org: Organization, file: File = {}) {
  const importId = await upload(org, file);
  await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const summary = await org.as.admin.query(api.imports.get, { orgId: org.orgId, importId });
  return { importId, job: summary.job! };
}

async function customersOf(backend: Backend, { orgId }: Organization) {
  return await backend.run(async (ctx) =>
    (await ctx.db.query("customers").collect()).filter((customer) => customer.orgId === orgId),
  );
}

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

describe("the job", () => {
  test("IMX-19: cancelled in the middle, it keeps what is done and does no more", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const importId = await upload(org);
    const jobId = await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    await org.as.admin.mutation(api.jobs.cancel, { orgId: org.orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId });
    expect(job.status).toBe("cancelled");
    expect(job.done).toBe(5);
    await expect(org.as.admin.mutation(api.jobs.cancel, { orgId: org.orgId, jobId })).rejects.toThrow(
      "JOB_NOT_RUNNING",
    );
  });

  test("IMX-19: what was cancelled goes on with the rows it had not reached, and so does taking it back", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const importId = await upload(org);
    const goOn = async (who: keyof typeof as = "admin") =>
      await as[who].mutation(api.imports.goOn, { orgId, importId });
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    await as.admin.mutation(api.jobs.cancel, { orgId, jobId });
    vi.setSystemTime(Date.now() + 60_000);
    await expect(goOn("sales")).rejects.toThrow("FORBIDDEN");
    // Before the step that was under way when it was cancelled has come.
    expect(await goOn()).toBe(jobId);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await as.admin.query(api.jobs.get, { orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: dirty.length });
    expect(job.pausedMs).toBeGreaterThanOrEqual(60_000);
    expect(await customersOf(backend, org)).toHaveLength(6);
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");

    const undoId = await as.admin.mutation(api.imports.undo, { orgId, importId });
    await as.admin.mutation(api.jobs.cancel, { orgId, jobId: undoId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await customersOf(backend, org)).toHaveLength(6);
    expect(await goOn()).toBe(undoId);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const { undo } = await as.admin.query(api.imports.get, { orgId, importId });
    expect(undo).toMatchObject({ status: "done", counts: { removed: 6 } });
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");
  });

  test("IMX-19: paused in the middle it waits however long, also for the watchdog, and goes on where it stopped", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const importId = await upload(org);
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    await as.admin.mutation(api.jobs.pause, { orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.setSystemTime(Date.now() + 26 * 60 * 60 * 1000);
    await backend.mutation(internal.jobs.restartStuck, {});
    await backend.mutation(internal.value.forEachOrganization, { work: "cleanUp", cursor: null });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const waiting = await as.manager.query(api.jobs.get, { orgId, jobId });
    expect(waiting).toMatchObject({ status: "paused", done: 5 });
    expect((await as.admin.query(api.jobs.list, { orgId })).running.map(({ _id }) => _id)).toContain(jobId);
    // It has not ended: neither undone nor mended yet, nor paused twice.
    await expect(as.admin.mutation(api.imports.undo, { orgId, importId })).rejects.toThrow("JOB_NOT_RUNNING");
    await expect(as.admin.mutation(api.jobs.pause, { orgId, jobId })).rejects.toThrow("JOB_NOT_RUNNING");
    await expect(as.sales.mutation(api.jobs.resume, { orgId, jobId })).rejects.toThrow("FORBIDDEN");
    await as.manager.mutation(api.jobs.resume, { orgId, jobId });
    await expect(as.admin.mutation(api.jobs.resume, { orgId, jobId })).rejects.toThrow("JOB_NOT_RUNNING");
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await as.admin.query(api.jobs.get, { orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: dirty.length });
    expect(job.pausedMs).toBeGreaterThan(26 * 60 * 60 * 1000 - 1);
    expect(await customersOf(backend, org)).toHaveLength(6);
  });

  test("IMX-19: paused and resumed before its step came, no row is imported twice; a paused one can be cancelled", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const importId = await upload(org);
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    await as.admin.mutation(api.jobs.pause, { orgId, jobId });
    await as.admin.mutation(api.jobs.resume, { orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await as.admin.query(api.jobs.get, { orgId, jobId })).toMatchObject({
      status: "done",
      done: dirty.length,
    });
    expect(await customersOf(backend, org)).toHaveLength(6);
    const second = await upload(org);
    const other = await as.admin.mutation(api.imports.start, { orgId, importId: second });
    await as.admin.mutation(api.jobs.pause, { orgId, jobId: other });
    await as.admin.mutation(api.jobs.cancel, { orgId, jobId: other });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await as.admin.query(api.jobs.get, { orgId, jobId: other })).toMatchObject({
      status: "cancelled",
      done: 0,
    });
  });

  test("IMX-19: a job that lost its step is set going again and every row is imported once", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const importId = await upload(org);
    const jobId = await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
    // A crash: the scheduled step is gone.
    await backend.run(async (ctx) => {
      for (const scheduled of await ctx.db.system.query("_scheduled_functions").collect())
        await ctx.scheduler.cancel(scheduled._id);
    });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect((await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId })).done).toBe(0);
    vi.setSystemTime(Date.now() + stuckAfter + 1000);
    const { internal } = await import("../_generated/api");
    await backend.mutation(internal.jobs.restartStuck, {});
    await backend.mutation(internal.jobs.restart, { orgId: org.orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: dirty.length });
    expect((await customersOf(backend, org)).length).toBe(6);
  });

  test("IMX-06: taken back, it removes the untouched customers only, and the file can come again", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { importId } = await run(backend, org);
    const [first] = await customersOf(backend, org);
    await org.as.admin.mutation(api.customers.update, {
      orgId: org.orgId,
      customerId: first!._id,
      patch: { notes: "edited" },
    });
    await org.as.admin.mutation(api.imports.undo, { orgId: org.orgId, importId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const { undo } = await org.as.admin.query(api.imports.get, { orgId: org.orgId, importId });
    expect(undo).toMatchObject({ status: "done", counts: { removed: 5, kept: 1 } });
    expect((await customersOf(backend, org)).filter(({ status }) => status !== "deleted")).toHaveLength(1);
    await expect(org.as.admin.mutation(api.imports.undo, { orgId: org.orgId, importId })).rejects.toThrow(
      "JOB_NOT_RUNNING",
    );
    const { job } = await run(backend, org);
    expect(job.counts["created"]).toBe(5);
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

describe("bad input", () => {
  test("CUS-34: an import that was given a name finds exactly the customers it brought, and nobody else", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "ours");
    const { as, orgId } = org;
    await as.admin.mutation(api.customers.create, {
      orgId,
      input: { name: "Ann Lee", email: "ann@example.com" },
    });
    const other = await run(backend, org, {
      rows: [row({ id: "90", name: "Other File", email: "o@x.test" })],
    });
    const { importId } = await run(backend, org);
    const named = async (name: string, role: "admin" | "sales" = "admin") =>
      await as[role].mutation(api.imports.rename, { orgId, importId, name });
    await named(" MIGRATION_2025_01 ");
    const list = await as.admin.query(api.imports.list, { orgId });
    expect(list.map(({ import: one }) => one.name ?? one.fileName)).toEqual([
      "MIGRATION_2025_01",
      "legacy.csv",
    ]);
    const { job } = list.find(({ import: one }) => one.name === "MIGRATION_2025_01")!;
    const filters = {
      where: {
        match: "all" as const,
        rules: [{ field: "importJob", op: "is" as const, values: [job!._id] }],
      },
    };
    const { page } = await as.admin.query(api.customers.list, { orgId, filters });
    const brought = (await customersOf(backend, org)).filter(({ importJobId }) => importJobId === job!._id);
    expect(brought.length).toBe(job!.counts["created"]);
    expect(page.map(({ _id }) => _id).toSorted()).toEqual(brought.map(({ _id }) => _id).toSorted());
    expect(await as.admin.query(api.customers.count, { orgId, filters })).toBe(brought.length);
    const names = page.map(({ name }) => name);
    expect(names).toContain("Ivan Petrov");
    expect(names).not.toContain("Ann Lee");
    expect(names).not.toContain("Other File");
    expect(other.job._id).not.toBe(job!._id);

    await expect(named("x".repeat(81))).rejects.toThrow("too_big");
    await expect(named("Mine", "sales")).rejects.toThrow("FORBIDDEN");
    await named("");
    expect((await as.admin.query(api.imports.get, { orgId, importId })).import.name).toBeUndefined();
  });

  test("IMX-15: without a name or a contact column, without rows, or half uploaded, it is refused with a reason", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const file = {
      orgId,
      fileName: "a.csv",
      headings: ["a", "b"],
      dateOrder: "dmy" as const,
      duplicates: "link" as const,
      rows: 1,
      chunks: 1,
    };
    await expect(
      as.admin.mutation(api.imports.create, { ...file, mapping: ["phone", null] }),
    ).rejects.toThrow("nameMissing");
    await expect(as.admin.mutation(api.imports.create, { ...file, mapping: ["name", null] })).rejects.toThrow(
      "contactMissing",
    );
    await expect(
      as.admin.mutation(api.imports.create, { ...file, mapping: ["name", "name"] }),
    ).rejects.toThrow("fieldTwice");
    await expect(
      as.admin.mutation(api.imports.create, { ...file, mapping: ["name", "phone"], rows: 0 }),
    ).rejects.toThrow("empty");
    await expect(
      as.admin.mutation(api.imports.create, {
        ...file,
        mapping: ["name", "phone"],
        rows: 1_200_000,
        chunks: 6000,
      }),
    ).rejects.toThrow("tooLarge");
    const importId = await as.admin.mutation(api.imports.create, { ...file, mapping: ["name", "phone"] });
    await expect(as.admin.mutation(api.imports.start, { orgId, importId })).rejects.toThrow("incomplete");
    const rows = [{ number: 1, cells: ["Ann", "+77015550009"] }];
    await expect(as.admin.mutation(api.imports.upload, { orgId, importId, index: 1, rows })).rejects.toThrow(
      "chunkMissing",
    );
    await as.admin.mutation(api.imports.upload, { orgId, importId, index: 0, rows });
    await as.admin.mutation(api.imports.upload, { orgId, importId, index: 0, rows });
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    expect(await as.admin.mutation(api.imports.start, { orgId, importId })).toBe(jobId);
  });

  test("TEN-14: sales, support and brand may not import or see imports and jobs", async () => {
    const backend = newBackend();
    const { as, orgId } = await newOrganization(backend, "acme");
    for (const role of ["sales", "support", "brand"] as const) {
      await expect(as[role].query(api.imports.list, { orgId })).rejects.toThrow("FORBIDDEN");
      await expect(as[role].query(api.jobs.list, { orgId })).rejects.toThrow("FORBIDDEN");
    }
  });
});

test("IMX-15: an upload given up before its start is removed after a day; started ones and other organizations' fresh ones stay", async () => {
  const backend = newBackend();
  const acme = await newOrganization(backend, "acme");
  const bolt = await newOrganization(backend, "bolt");
  const announce = async ({ as, orgId }: Organization, chunks: number) => {
    const importId = await as.admin.mutation(api.imports.create, {
      orgId,
      fileName: "a.csv",
      headings: ["name", "phone"],
      mapping: ["name", "phone"],
      dateOrder: "dmy",
      duplicates: "link",
      rows: chunks,
      chunks,
    });
    for (let index = 0; index < Math.max(1, chunks - 1); index++) {
      const rows = [{ number: index + 1, cells: ["Ann", `+7701555${1000 + index}`] }];
      await as.admin.mutation(api.imports.upload, { orgId, importId, index, rows });
    }
    return importId;
  };
  await announce(acme, 50);
  const started = await announce(acme, 1);
  await acme.as.admin.mutation(api.imports.start, { orgId: acme.orgId, importId: started });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  vi.setSystemTime(Date.now() + 25 * 60 * 60 * 1000);
  const fresh = [await announce(acme, 3), await announce(bolt, 3)];
  await backend.mutation(internal.value.forEachOrganization, { work: "cleanUp", cursor: null });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const left = await backend.run(async (ctx) => ({
    imports: await ctx.db.query("imports").collect(),
    chunks: await ctx.db.query("importChunks").collect(),
  }));
  expect(left.imports.map(({ _id }) => _id).sort()).toEqual([started, ...fresh].sort());
  expect(left.chunks).toHaveLength(1 + 2 + 2);
});

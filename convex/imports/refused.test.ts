/** Imports that are refused, named, given up, or nobody's business. */
import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newBackend, newOrganization, type Organization } from "../world.testkit";
import { byFakeClock, customersOf, row, run } from "./oldRegister.testkit";

byFakeClock();

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

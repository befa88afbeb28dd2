/** Exports of customers from the door to the last byte: what is in them, who may have them, what is left of them afterwards. */
import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { emptyDraft, type FieldDraft } from "../fields/shape";
import { textIn, unzip } from "./unzip.testkit";
import { keptForMs } from "./words";
import {
  audit,
  backend,
  bytesOf,
  create,
  exported,
  inNewWorld,
  newWorld,
  open,
  orgId,
  ours,
  settle,
  start,
  stored,
  table,
} from "./exports.testkit";

inNewWorld();

const define = async (draft: Partial<FieldDraft>) =>
  (
    await ours.as.admin.mutation(api.fields.create, {
      orgId,
      entity: "customers",
      draft: { ...emptyDraft("USD"), ...draft },
    })
  ).key;

describe("customers", () => {
  test("IMX-16 SRC-18: a filtered view goes out as it is seen: its rows, columns and order, and the history tells it", async () => {
    await create({ name: "Ann", phone: "+77015550001", status: "active" });
    await create({ name: "=HYPERLINK(1)", email: "bad@x.test", status: "active", tags: ["a", "b"] });
    await create({ name: "Zoe", email: "zoe@x.test", status: "lead" });
    const filters = { where: { match: "all", rules: [{ field: "status", op: "is", values: ["active"] }] } };
    const columns = ["name", "phone", "tags", "status"];
    const text = await exported("manager", { filters, columns, sort: "name", order: "desc", mark: true });
    expect(text.startsWith("\uFEFF")).toBe(true);
    expect(table(text.slice(1))).toEqual([
      ["Name", "Phone", "Tags", "Status"],
      ["Ann", "+77015550001", "", "active"],
      ["'=HYPERLINK(1)", "", "a, b", "active"],
    ]);
    const [started, finished, downloaded] = await audit();
    expect(started).toMatchObject({ action: "started", actor: `user:${ours.users.manager}`, channel: "app" });
    expect(started!.changes).toEqual([
      { field: "fileName", to: "customers-2026-05-04.csv" },
      { field: "format", to: "csv" },
      { field: "columns", to: columns },
      { field: "filters", to: expect.objectContaining(filters) },
    ]);
    expect(finished).toMatchObject({ action: "finished", actorName: "ours manager" });
    expect(finished!.changes).toContainEqual({ field: "rows", to: 2 });
    expect(downloaded).toMatchObject({ action: "downloaded", actor: `user:${ours.users.manager}` });
  });

  test("SRC-18: selected rows go out in the order they were named, once each; what is gone is told", async () => {
    const ann = await create({ name: "Ann", email: "ann@x.test" });
    const bob = await create({ name: "Bob", email: "bob@x.test" });
    const gone = await create({ name: "Gone", email: "gone@x.test" });
    await ours.as.admin.mutation(api.customers.remove, { orgId, customerId: gone });
    const jobId = await start("admin", { columns: ["name"], customerIds: [bob, gone, ann, bob, "nonsense"] });
    await settle();
    expect(table(new TextDecoder().decode(await bytesOf("admin", jobId)))).toEqual([
      ["Name"],
      ["Bob"],
      ["Ann"],
    ]);
    const job = await ours.as.admin.query(api.jobs.get, { orgId, jobId });
    expect(job).toMatchObject({ status: "done", counts: { skipped: 2 } });
  });

  test("IMX-16: JSON, vCard and XLSX of the same customers; owners, links and money by name and in plain", async () => {
    const rank = await define({ label: "Rank", type: "number" });
    const friend = await define({ label: "Friend", type: "relation", target: "customers" });
    const budget = await define({ label: "Budget", type: "money", currency: "KZT" });
    const ann = await create({ name: "Ann", email: "ann@x.test", ownerId: ours.users.sales });
    await create({
      name: "Bob",
      phone: "+7 701 555 00 02",
      custom: { [rank]: 7, [friend]: ann, [budget]: 129950 },
    });
    const columns = ["name", "owner", "phone", rank, friend, budget];
    const json = JSON.parse(await exported("admin", { format: "json", columns, sort: "name" })) as unknown;
    expect(json).toEqual([
      { name: "Ann", owner: "ours sales", phone: null, Rank: null, Friend: null, Budget: null },
      {
        name: "Bob",
        owner: null,
        phone: "+7 701 555 00 02",
        Rank: 7,
        Friend: "Ann (CUS-001)",
        Budget: { amount: "1299.50", currency: "KZT" },
      },
    ]);
    const cards = await exported("admin", { format: "vcf" });
    expect(cards.match(/BEGIN:VCARD/g)).toHaveLength(2);
    expect(cards).toContain("TEL;TYPE=CELL:+77015550002\r\n");
    const jobId = await start("admin", { format: "xlsx", columns, language: "ru" });
    await settle();
    const sheet = textIn(unzip(await bytesOf("admin", jobId)), "xl/worksheets/sheet1.xml");
    expect(sheet).toContain(">Имя<");
    expect(sheet).toContain("<v>1299.50</v>");
    expect(sheet.match(/<row /g)).toHaveLength(3);
  });

  test("IMX-16: fields hidden from a role, and internal words from the brand, do not go out with it", async () => {
    const hidden = await define({
      label: "Margin",
      type: "number",
      access: { manager: "hidden", sales: "hidden", support: "hidden", brand: "hidden" },
    });
    const ann = await create({ name: "Ann", email: "a@x.test", notes: "internal", custom: { [hidden]: 4 } });
    await create({ name: "Bob", email: "b@x.test" });
    expect(await exported("admin")).toContain("Margin");
    const seen = table(await exported("manager"));
    expect(seen[0]).not.toContain("Margin");
    expect(seen[0]).toContain("Notes");
    await expect(start("manager", { columns: [hidden] })).rejects.toThrow("VALIDATION_ERROR");
    await backend.run(async (ctx) => {
      const brand = (await ctx.db.query("memberships").collect()).find(({ role }) => role === "brand")!;
      await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: [ann] });
    });
    const linked = await exported("brand");
    expect(linked).not.toMatch(/internal|Notes|Margin|Bob/);
    expect(table(linked)).toHaveLength(2);
  });

  test("IMX-16: sales only where the organization allows it and only their own; support never; no one else's file", async () => {
    await create({ name: "Mine", email: "m@x.test", ownerId: ours.users.sales });
    const other = await create({ name: "Other", email: "o@x.test", ownerId: ours.users.manager });
    await expect(start("sales")).rejects.toThrow("FORBIDDEN");
    await expect(start("support")).rejects.toThrow("FORBIDDEN");
    expect(await ours.as.sales.query(api.exports.options, { orgId })).toEqual({
      allowed: false,
      ownOnly: true,
      columns: [],
    });
    await ours.as.admin.mutation(api.settings.update, {
      orgId,
      changes: { salesExport: true, recordVisibility: "org" },
    });
    expect(await ours.as.sales.query(api.exports.count, { orgId, filters: {} })).toBe(1);
    expect(table(await exported("sales", { columns: ["name"] }))).toEqual([["Name"], ["Mine"]]);
    const named = await exported("sales", { columns: ["name"], customerIds: [other] });
    expect(table(named)).toEqual([["Name"]]);

    const jobId = await start("manager");
    await settle();
    await expect(ours.as.sales.mutation(api.exports.link, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
    await expect(ours.as.sales.mutation(api.exports.cancel, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
    await expect(ours.as.sales.mutation(api.jobs.cancelMine, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
    const own = await ours.as.sales.query(api.jobs.mine, { orgId });
    expect(own.finished.map(({ kind }) => kind)).toEqual(["export", "export"]);
    expect(await ours.as.sales.query(api.exports.list, { orgId })).toHaveLength(2);
    expect(await ours.as.manager.query(api.exports.list, { orgId })).toHaveLength(1);
    expect(await ours.as.admin.query(api.exports.list, { orgId })).toHaveLength(3);
  });

  test("IMX-16: a link is good for fifteen minutes, for its person, while they may export", async () => {
    await create({ name: "Ann", email: "a@x.test" });
    const jobId = await start("manager");
    await settle();
    const { url } = await ours.as.manager.mutation(api.exports.link, { orgId, jobId });
    expect((await open(url)).headers.get("content-disposition")).toContain("customers-2026-05-04.csv");
    expect((await open(`${url}x`)).status).toBe(403);
    expect((await open(`${url}?part=9`)).status).toBe(404);
    expect((await open(`${url}?part=-1`)).status).toBe(404);
    await backend.run(async (ctx) => {
      const manager = (await ctx.db.query("memberships").collect()).find(({ role }) => role === "manager")!;
      await ctx.db.patch("memberships", manager._id, { role: "support" });
    });
    expect((await open(url)).status).toBe(404);
    vi.setSystemTime(Date.now() + 16 * 60_000);
    expect((await open(url)).status).toBe(403);
  });

  test("IMX-16: who loses the right meanwhile gets no file", async () => {
    await create({ name: "Ann", email: "a@x.test" });
    const jobId = await start("manager");
    await backend.run(async (ctx) => {
      const manager = (await ctx.db.query("memberships").collect()).find(({ role }) => role === "manager")!;
      await ctx.db.patch("memberships", manager._id, { status: "deactivated" });
    });
    await settle();
    expect(await ours.as.admin.query(api.jobs.get, { orgId, jobId })).toMatchObject({
      status: "failed",
      error: "FORBIDDEN",
    });
    expect(await stored()).toBe(0);
  });

  test("IMX-16: after a week the file is gone, and the record of who took it stays", async () => {
    await create({ name: "Ann", email: "a@x.test" });
    const jobId = await start("admin");
    await settle();
    expect(await stored()).toBe(1);
    vi.advanceTimersByTime(keptForMs + 60_000);
    await backend.finishInProgressScheduledFunctions();
    expect(await stored()).toBe(0);
    const [listed] = await ours.as.admin.query(api.exports.list, { orgId });
    expect(listed).toMatchObject({ isGone: true, rows: 1, status: "done" });
    await expect(ours.as.admin.mutation(api.exports.link, { orgId, jobId })).rejects.toThrow("LINK_EXPIRED");
  });

  test("in steps, each of bounded reads; a step that runs twice writes once; cancelled, what it wrote goes", async () => {
    await newWorld({ documentsRead: 320 });
    const first = await create({ name: "Person 0000", email: "p0@x.test" });
    // 900 customers of nine kilobytes each: more than one part.
    for (let from = 1; from < 900; from += 100) {
      await backend.run(async (ctx) => {
        const { _id, _creationTime, ...like } = (await ctx.db.get("customers", first))!;
        for (let n = from; n < Math.min(from + 100, 900); n++) {
          const name = `Person ${String(n).padStart(4, "0")}`;
          await ctx.db.insert("customers", {
            ...like,
            name,
            nameSort: name.toLowerCase(),
            customerCode: `CUS-${n + 1000}`,
            codeNumber: n + 1000,
            slot: n + 1000,
            email: `p${n}@x.test`,
            notes: "x".repeat(9000),
          });
        }
      });
    }
    const jobId = await start("admin", { columns: ["name", "notes"], sort: "name" });
    await settle(3);
    const again = { orgId, jobId, step: 0, startedBy: "ours admin" };
    await backend.action(internal.exports.produce, again);
    await settle();
    const job = await ours.as.admin.query(api.jobs.get, { orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: 900, total: 900 });
    expect(job.step).toBeGreaterThan(1);
    const lines = table(new TextDecoder().decode(await bytesOf("admin", jobId)));
    expect(lines.slice(1).map(([name]) => name)).toEqual(
      Array.from({ length: 900 }, (_, n) => `Person ${String(n).padStart(4, "0")}`),
    );
    const kept = await stored();
    expect(kept).toBe(job.step);

    const second = await start("admin", { columns: ["name", "notes"] });
    for (let steps = 0; steps < 20; steps++) {
      await settle(1);
      if ((await ours.as.admin.query(api.jobs.get, { orgId, jobId: second })).done > 0) break;
    }
    await ours.as.admin.mutation(api.exports.cancel, { orgId, jobId: second });
    await settle();
    expect(await ours.as.admin.query(api.jobs.get, { orgId, jobId: second })).toMatchObject({
      status: "cancelled",
    });
    expect(await stored()).toBe(kept);
    await expect(ours.as.admin.mutation(api.exports.link, { orgId, jobId: second })).rejects.toThrow(
      "NOT_FOUND",
    );
  });

  test("refused as a whole: more than a thousand named, no column, a sort there is not", async () => {
    const many = Array.from({ length: 1001 }, (_, n) => `${n}`);
    await expect(start("admin", { customerIds: many })).rejects.toThrow("LIMIT_EXCEEDED");
    await expect(start("admin", { columns: ["nonsense"] })).rejects.toThrow("VALIDATION_ERROR");
    await expect(start("admin", { sort: "nonsense" })).rejects.toThrow("VALIDATION_ERROR");
  });
});

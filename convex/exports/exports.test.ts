/** Exports from the door to the last byte: what is in them, who may have them, and what is left of them afterwards. */
import Papa from "papaparse";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { emptyDraft, type FieldDraft } from "../fields/shape";
import { importFile } from "../imports/file.testkit";
import { exportedTables, fillOrganization } from "../tenancy/fill.testkit";
import { globalTables } from "../tenancy/tables";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { archivedNames, archivedTables, leftOut } from "./archiveTables";
import { textIn, unzip } from "./unzip.testkit";
import { keptForMs, type ExportFormat } from "./words";

let backend: Backend;
let ours: Organization;
let orgId: Id<"organizations">;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 4, 9) });
  vi.stubEnv("ORBIT_SECRET", "a secret of the deployment that is long enough");
  vi.stubEnv("CONVEX_SITE_URL", "http://site.test");
  vi.stubEnv("ORBIT_URL", "http://app.test");
  backend = newBackend();
  ours = await newOrganization(backend, "ours");
  orgId = ours.orgId;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

type Caller = keyof Organization["as"];

/** Lets jobs run, but not the days until a file is swept. */
async function settle(steps = 40) {
  for (let step = 0; step < steps; step++) {
    vi.advanceTimersByTime(10);
    await backend.finishInProgressScheduledFunctions();
  }
}

async function create(fields: object, org = ours) {
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

interface Asked {
  format?: ExportFormat;
  columns?: string[] | null;
  filters?: object;
  customerIds?: string[];
  sort?: string;
  order?: "asc" | "desc";
  mark?: boolean;
  language?: "en" | "ru";
}

async function start(role: Caller, asked: Asked = {}) {
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

const open = async (url: string) => await backend.fetch(url.replace("http://site.test", ""));

async function bytesOf(role: Caller, jobId: Id<"jobs">): Promise<Uint8Array> {
  const { url, parts } = await ours.as[role].mutation(api.exports.link, { orgId, jobId });
  expect(parts).toBe(1);
  const answer = await open(url);
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

async function exported(role: Caller, asked: Asked = {}): Promise<string> {
  const jobId = await start(role, asked);
  await settle();
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(role, jobId));
}
const table = (text: string) => Papa.parse<string[]>(text, { skipEmptyLines: true }).data;

const define = async (draft: Partial<FieldDraft>) =>
  (
    await ours.as.admin.mutation(api.fields.create, {
      orgId,
      entity: "customers",
      draft: { ...emptyDraft("USD"), ...draft },
    })
  ).key;

const audit = async () =>
  (await backend.run(async (ctx) => await ctx.db.query("auditLog").collect())).filter(
    ({ entity }) => entity === "exportFiles",
  );
const stored = async () =>
  (await backend.run(async (ctx) => await ctx.db.system.query("_storage").collect())).length;

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
    backend = newBackend({ documentsRead: 320 });
    ours = await newOrganization(backend, "ours");
    orgId = ours.orgId;
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

describe("and back", () => {
  test.each(["en", "ru"] as const)(
    "exported and imported again (%s), a customer is the same",
    async (language) => {
      await create({
        name: "Ann Lee",
        phone: "+77015550001",
        secondaryPhone: "+77015550009",
        email: "ann@x.test",
        companyName: "Lee, Sons & Co",
        type: "business",
        status: "lead",
        customerSource: "Referral",
        sourceDetail: 'From "Bob"',
        tags: ["VIP", "spring"],
        address: { line1: "1; The Mews", city: "Almaty", state: "X", postalCode: "050000", country: "KZ" },
        dateOfBirth: "1966-06-17",
        dateJoined: "2021-03-01",
        notes: "one\n- two; three",
        industry: "Travel",
        website: "https://lee.example.com",
        preferredLanguage: "ru",
        smsConsent: true,
        emailConsent: false,
        ownerId: ours.users.sales,
      });
      await create({ name: "Иван Петров", email: "ivan@x.test" });
      const [headings, ...rows] = table(await exported("admin", { language }));
      const twin = await newOrganization(backend, "twin");
      // The owner is found by name.
      await backend.run(async (ctx) => {
        const member = (await ctx.db.query("memberships").collect()).find(
          (row) => row.orgId === twin.orgId && row.role === "sales",
        )!;
        await ctx.db.patch("memberships", member._id, { name: "ours sales" });
      });
      await importFile(twin, { headings: headings!, rows });
      await settle();
      const told = await backend.run(async (ctx) => {
        const all = await ctx.db.query("customers").collect();
        const facts = (org: Organization) =>
          all
            .filter((row) => row.orgId === org.orgId)
            .map((row) => {
              const {
                name,
                phone,
                phoneE164,
                secondaryPhoneE164,
                email,
                companyName,
                type,
                status,
                customerSource,
                sourceDetail,
                tags,
                address,
                dateOfBirth,
                dateJoined,
                notes,
                industry,
                website,
                preferredLanguage,
                smsConsent,
                emailConsent,
                createdAt,
              } = row;
              return {
                name,
                phone,
                phoneE164,
                secondaryPhoneE164,
                email,
                companyName,
                type,
                status,
                customerSource,
                sourceDetail,
                tags,
                address,
                dateOfBirth,
                dateJoined,
                notes,
                industry,
                website,
                preferredLanguage,
                smsConsent,
                emailConsent,
                createdAt: Math.floor(createdAt / 1000),
                isSales: row.ownerId === org.users.sales,
              };
            })
            .sort((a, b) => a.name.localeCompare(b.name));
        return { before: facts(ours), after: facts(twin) };
      });
      expect(told.after).toEqual(told.before);
      expect(told.before).toHaveLength(2);
    },
  );
});

describe("a whole organization", () => {
  test("a new table cannot be forgotten: each of the schema is in the archive or says why not", () => {
    const tenant = exportedTables.map(({ tableName }) => tableName).filter((name) => !(name in globalTables));
    expect([...archivedNames, ...Object.keys(leftOut)].sort()).toEqual(tenant.sort());
  });

  test("a new secret cannot be forgotten: a field whose name sounds like one is taken off or stands here with its reason", () => {
    const harmless: Record<string, string> = {
      "customers.stableHashId": "an id of an older system",
      "vipCustomers.stableHashId": "the same, as the website has it",
      "legacyCustomers.stableHashId": "the same, as the point of sale has it",
      "featureFlags.key": "the name of a switch",
      "webProfiles.nameKey": "the words of a name, folded",
      "vipTiers.nameKey": "the same of a tier",
      "items.nameKey": "the same of an item",
      "messageTemplates.nameKey": "the same of a template",
      "items.skuKey": "an item's code, folded",
      "packages.nameKey": "the same of a package",
      "customerKeys.key": "a phone or an e-mail, folded",
      "importedKeys.key": "the same of imported rows",
      "customerTags.key": "a folded tag",
      "counters.key": "the name of a number range",
      "tallies.key": "a word that is counted",
      "fieldValues.fieldKey": "the key of a field",
      "widgets.publicKey": "public: it stands on the tenant's website",
    };
    const suspicious = /hash|secret|token|password|salt|nonce|key$/i;
    const kept = exportedTables.flatMap(({ tableName, documentType }) => {
      if (!archivedNames.some((name) => name === tableName) || documentType.type !== "object") return [];
      const without: readonly string[] =
        archivedTables[tableName as (typeof archivedNames)[number]].without ?? [];
      return Object.keys(documentType.value)
        .filter((field) => suspicious.test(field) && !without.includes(field))
        .map((field) => `${tableName}.${field}`);
    });
    expect(kept.filter((field) => !(field in harmless))).toEqual([]);
  });

  test("a new kind of stored file cannot be forgotten", () => {
    const holders = exportedTables
      .filter(({ tableName }) => !(tableName in globalTables))
      .filter(({ documentType }) => JSON.stringify(documentType).includes('"_storage"'))
      .map(({ tableName }) => tableName);
    expect(holders.sort()).toEqual(["documentVersions", "exportParts", "messageFiles"]);
  });

  test("every row of every table is in it once, with counts and checksums that hold; secrets and neighbours are not", async () => {
    const theirs = await newOrganization(backend, "theirs");
    const filled = await fillOrganization(backend, ours, "OURS-7391");
    await fillOrganization(backend, theirs, "THEIRS-4402");
    await backend.run(async (ctx) => {
      // What the filling made is no job to be run, and no export of anybody.
      for (const job of await ctx.db.query("jobs").collect())
        await ctx.db.patch("jobs", job._id, { status: "done" });
    });
    const jobId = await ours.as.admin.mutation(api.exports.startOrganization, { orgId });
    await settle();
    expect(await ours.as.admin.query(api.jobs.get, { orgId, jobId })).toMatchObject({ status: "done" });
    const files = unzip(await bytesOf("admin", jobId));
    const manifest = JSON.parse(textIn(files, "manifest.json")) as {
      tables: Record<string, number>;
      files: { name: string; bytes: number; sha256: string; rows?: number }[];
      organization: { slug: string };
      leftOut: { fields: string[]; missingFiles: string[] };
    };
    expect(manifest.organization.slug).toBe("ours");
    expect(manifest.leftOut.missingFiles).toEqual([]);
    expect(manifest.files.map(({ name }) => name).sort()).toEqual(
      [...files.keys()].filter((name) => name !== "manifest.json").sort(),
    );
    for (const { name, bytes, sha256 } of manifest.files) {
      const content = files.get(name)!;
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content as Uint8Array<ArrayBuffer>));
      expect([...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(sha256);
      expect(content.length).toBe(bytes);
    }
    const counted = await backend.run(async (ctx) => {
      const counts: Record<string, number> = {};
      for (const name of archivedNames) {
        const rows = await ctx.db.query(name).collect();
        counts[name] = rows.filter((row) => row.orgId === orgId).length;
      }
      return counts;
    });
    // The audit row of the end, and of this download, came after the tables were read.
    expect(manifest.tables).toEqual({ ...counted, auditLog: counted["auditLog"]! - 2 });
    for (const name of archivedNames) {
      expect(manifest.tables[name], name).toBeGreaterThan(0);
      const rows = textIn(files, `tables/${name}.jsonl`)
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(rows).toHaveLength(manifest.tables[name]!);
      expect(
        rows.every((row) => row["orgId"] === orgId),
        name,
      ).toBe(true);
      for (const secret of archivedTables[name].without ?? []) {
        expect(
          rows.every((row) => !(secret in row)),
          `${name}.${secret}`,
        ).toBe(true);
      }
    }
    const everything = [...files.values()].map((content) => new TextDecoder().decode(content)).join("\n");
    expect(everything).not.toContain("THEIRS-4402");
    expect(everything).not.toContain(theirs.orgId);
    const document = [...files.keys()].find((name) => name.startsWith("documents/"))!;
    expect(textIn(files, document)).toBe(filled.marker);
  });

  test("only an admin takes it, and nobody else gets the file", async () => {
    await expect(ours.as.manager.mutation(api.exports.startOrganization, { orgId })).rejects.toThrow(
      "FORBIDDEN",
    );
    const jobId = await ours.as.admin.mutation(api.exports.startOrganization, { orgId });
    await settle();
    await expect(ours.as.manager.mutation(api.exports.link, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
    expect(await ours.as.manager.query(api.exports.list, { orgId })).toEqual([]);
  });
});

/** An organization's archive brought into another one: exported there again, it says the same, but for ids and days of the import. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { textIn, unzip } from "../../convex/exports/unzip.testkit";
import { bringContacts } from "../../convex/imports/contacts.testkit";
import { bringEntries, settled, takeBack } from "../../convex/imports/entries.testkit";
import { filesIn } from "../../convex/imports/entryRow";
import { guessMapping } from "../../convex/imports/fields";
import { newBackend, newOrganization, type Backend, type Organization } from "../../convex/world.testkit";
import { openFile, type OpenedFile } from "../../src/features/imports/reading/openFile";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 4, 9) });
  vi.stubEnv("ORBIT_SECRET", "a secret of the deployment that is long enough");
  vi.stubEnv("CONVEX_SITE_URL", "http://site.test");
  vi.stubEnv("ORBIT_URL", "http://app.test");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const pdf = "%PDF-1.7\nhello";
const minute = 60_000;

/** People, companies, and what was done with them, in every shape that a day at work gives it. */
async function lived(backend: Backend, { as, orgId, users }: Organization) {
  const make = async (input: {
    name: string;
    email?: string;
    phone?: string;
    type?: "business";
    tags?: string[];
  }) => (await as.admin.mutation(api.customers.create, { orgId, input, ownerId: users.sales })).customerId;
  const ann = await make({ name: "Ann Lee", email: "ann@x.test", tags: ["vip", "a, b"] });
  const globex = await make({ name: "Globex", email: "info@globex.test", type: "business" });
  const gone = await make({ name: "Gone", email: "gone@x.test" });
  const gold = await as.admin.mutation(api.vip.create, { orgId, input: { name: "Gold", color: "live" } });
  await as.admin.mutation(api.vip.assign, { orgId, customerId: ann, tierId: gold });
  const contactId = await as.admin.mutation(api.contacts.create, {
    orgId,
    customerId: globex,
    input: { firstName: "Cy", lastName: "Fox", email: "cy@globex.test", title: "Chief" },
  });
  await as.admin.mutation(api.loyalty.adjust, {
    orgId,
    customerId: ann,
    input: { unit: "credit", direction: "add", amount: 12_345, reason: "Start" },
  });
  const log = async (customerId: Id<"customers">, ago: number, input: object) =>
    await as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: {
        subject: "Call",
        description: "Said",
        type: "call",
        interactionDate: Date.now() - ago,
        ...input,
      } as never,
    });
  await log(ann, 50 * minute, {
    duration: 5,
    outcome: "Will think",
    contactMethod: "+7 701",
    purpose: "Tour",
  });
  await log(ann, 51 * minute, { subject: "Other", successful: false });
  await log(ann, -600 * minute, { type: "meeting", subject: "Planned", assignedTo: users.manager });
  await log(globex, 10 * minute, {
    type: "visit",
    contactId,
    description: 'Line one\nline two, "quoted" 🙂',
  });
  await log(gone, minute, {});
  const note = async (customerId: Id<"customers">, noteText: string, input: object = {}) => {
    vi.advanceTimersByTime(1000);
    return await as.manager.mutation(api.notes.create, {
      orgId,
      customerId,
      input: { noteText, ...input } as never,
    });
  };
  await note(ann, "Likes tea", { noteType: "preference", isInternal: false });
  const pinned = await note(ann, "Calls late");
  await as.manager.mutation(api.notes.pin, { orgId, noteId: pinned, isPinned: true });
  const removed = await note(globex, "Wrong one");
  await as.manager.mutation(api.notes.remove, { orgId, noteId: removed });
  const keep = async (customerId: Id<"customers">, fileName: string, content: string) => {
    vi.advanceTimersByTime(1000);
    const storageId = await backend.run(async (ctx) => await ctx.storage.store(new Blob([content])));
    const documentId = await as.sales.mutation(api.documents.create, {
      orgId,
      customerId,
      storageId,
      fileName,
      fileSize: content.length,
      input: { documentName: `The ${fileName}`, documentType: "contract" },
    });
    await settled(backend, 5);
    return documentId;
  };
  const contract = await keep(ann, "Договор № 1.pdf", pdf);
  const newer = await backend.run(async (ctx) => await ctx.storage.store(new Blob([`${pdf} again`])));
  await as.manager.mutation(api.documents.addNewVersion, {
    orgId,
    documentId: contract,
    storageId: newer,
    fileName: "contract 2.pdf",
    fileSize: 1,
  });
  await settled(backend, 5);
  await keep(globex, "list.txt", "one\ntwo");
  await keep(globex, "setup.exe", "MZ\u0000\u0001");
  const thrown = await keep(globex, "thrown.txt", "away");
  await as.sales.mutation(api.documents.remove, { orgId, documentId: thrown });
  await as.sales.mutation(api.followUps.create, {
    orgId,
    customerId: ann,
    input: { title: "Call again", dueAt: Date.now() + 600 * minute } as never,
  });
  await as.admin.mutation(api.customers.remove, { orgId, customerId: gone });
}

async function archiveOf(backend: Backend, { as, orgId }: Organization): Promise<Uint8Array<ArrayBuffer>> {
  const jobId = await as.admin.mutation(api.exports.startOrganization, { orgId });
  await settled(backend);
  const { url } = await as.admin.mutation(api.exports.link, { orgId, jobId });
  const answer = await backend.fetch(url.replace("http://site.test", ""));
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

const sheetsOf = ["customers", "contacts", "interactions", "notes", "documents"] as const;
const sheet = async (zip: Uint8Array<ArrayBuffer>, at: number): Promise<OpenedFile> =>
  await openFile(new Blob([zip]), at, () => undefined);
const rowsOf = ({ rows }: OpenedFile) => [...rows];

/** Brings one sheet in as the browser does; answers what became of its rows. */
async function bring(backend: Backend, org: Organization, zip: Uint8Array<ArrayBuffer>, at: number) {
  const opened = await sheet(zip, at);
  const kind = sheetsOf[at]!;
  expect(opened.as).toBe(kind);
  if (kind === "customers") return await bringCustomers(backend, org, opened);
  const { headings } = opened;
  const rows = rowsOf(opened);
  if (kind === "contacts") return await bringContacts(org, backend, rows, { headings });
  const column = headings.indexOf("files");
  return await bringEntries(org, backend, { kind, headings, rows }, async (cells) => {
    if (kind !== "documents") return cells;
    const files = filesIn(cells[column]!);
    for (const file of files) {
      const blob = new Blob([await opened.part!(file.path!)]);
      file.storageId = await backend.run(async (ctx) => await ctx.storage.store(blob));
    }
    return cells.with(column, JSON.stringify(files));
  });
}

async function bringCustomers(backend: Backend, { as, orgId }: Organization, opened: OpenedFile) {
  const { headings } = opened;
  const rows = rowsOf(opened);
  const importId = await as.admin.mutation(api.imports.create, {
    orgId,
    fileName: "ours.zip",
    headings,
    mapping: guessMapping(headings),
    dateOrder: "dmy",
    duplicates: "link",
    rows: rows.length,
    chunks: 1,
  });
  const part = rows.map((cells, at) => ({ number: at + 1, cells }));
  await as.admin.mutation(api.imports.upload, { orgId, importId, index: 0, rows: part });
  await as.admin.mutation(api.imports.start, { orgId, importId });
  await settled(backend);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  return { importId, counts: job!.counts, issues: {} };
}

/** What people kept, by the codes of customers and without what names only this database's rows. */
function said(zip: Uint8Array) {
  const files = unzip(zip);
  const table = (name: string) =>
    files.has(`tables/${name}.jsonl`)
      ? textIn(files, `tables/${name}.jsonl`)
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      : [];
  const customers = table("customers").filter(({ status }) => status !== "deleted");
  const codes = new Map(customers.map(({ _id, customerCode }) => [_id, customerCode]));
  const tiers = new Map(table("vipTiers").map(({ _id, name }) => [_id, name]));
  const members = new Map(table("memberships").map(({ userId, email }) => [userId, email]));
  const people = new Map(
    table("contacts").map(({ _id, firstName, lastName }) => [
      _id,
      `${String(firstName)} ${String(lastName)}`,
    ]),
  );
  const of = (name: string, fields: string[]) =>
    table(name)
      .filter(
        ({ customerId, isRemoved, state, isActive }) =>
          codes.has(customerId) && !isRemoved && state !== "refused" && isActive !== false,
      )
      .map((row) => ({
        customer: codes.get(row["customerId"]),
        ...Object.fromEntries(
          fields.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]),
        ),
        ...("assignedTo" in row ? { assignedTo: members.get(row["assignedTo"]) } : {}),
        ...("contactId" in row ? { contact: people.get(row["contactId"]) } : {}),
        ...(name === "documents" ? { files: filesOf(row["_id"]) } : {}),
      }))
      .map((row) => JSON.stringify(row))
      .sort();
  const filesOf = (id: unknown) =>
    table("documentVersions")
      .filter(({ documentId }) => documentId === id)
      .map(({ version, fileName, mimeType, createdAt, createdByName }) => {
        const path = [...files.keys()].find((name) =>
          name.startsWith(`documents/${String(id)}/${String(version)}-`),
        )!;
        return { version, fileName, mimeType, createdAt, createdByName, content: textIn(files, path) };
      });
  return {
    customers: customers
      .map(
        ({
          customerCode,
          name,
          type,
          status,
          email,
          tags,
          availableCredit,
          creditCurrency,
          ownerId,
          vipTierId,
          vipStatusDate,
          totalVisits,
          createdAt,
        }) =>
          JSON.stringify({
            customerCode,
            name,
            type,
            status,
            email,
            tags,
            availableCredit,
            creditCurrency,
            owner: members.get(ownerId),
            tier: tiers.get(vipTierId),
            vipStatusDate,
            totalVisits,
            createdAt,
          }),
      )
      .sort(),
    contacts: of("contacts", ["firstName", "lastName", "email", "title", "isPrimary"]),
    interactions: of("interactions", [
      "type",
      "subject",
      "description",
      "outcome",
      "interactionDate",
      "duration",
      "contactMethod",
      "purpose",
      "successful",
      "automatic",
      "visitDay",
    ]),
    notes: of("notes", ["noteType", "noteText", "isInternal", "isPinned", "createdAt", "createdByName"]),
    documents: of("documents", [
      "documentType",
      "documentName",
      "state",
      "version",
      "fileSize",
      "mimeType",
      "createdAt",
      "createdByName",
    ]),
  };
}

test("an organization's archive, brought into another sheet by sheet, is there as it was; a second time it brings nothing, and taken back nothing is left", async () => {
  const first = newBackend();
  const ours = await newOrganization(first, "ours");
  await lived(first, ours);
  const zip = await archiveOf(first, ours);
  const opened = await sheet(zip, 0);
  expect(opened.sheets).toEqual([...sheetsOf]);
  expect(opened.left).toEqual([{ table: "followUps", rows: 1 }]);

  // The same people work at the new place.
  const second = newBackend();
  const theirs = await newOrganization(second, "ours");
  await theirs.as.admin.mutation(api.vip.create, {
    orgId: theirs.orgId,
    input: { name: "Gold", color: "live" },
  });
  const imports: string[] = [];
  const created: Record<string, unknown> = {};
  for (const [at, kind] of sheetsOf.entries()) {
    const { importId, counts, issues } = await bring(second, theirs, zip, at);
    imports.push(importId);
    created[kind] = counts;
    expect(issues, kind).toEqual({});
  }
  expect(created).toEqual({
    customers: { created: 2 },
    contacts: { created: 1, duplicate: 1 },
    interactions: { created: 4 },
    notes: { created: 2 },
    documents: { created: 2 },
  });
  const before = said(zip);
  const again = await archiveOf(second, theirs);
  for (const kind of sheetsOf) expect(said(again)[kind], kind).toEqual(before[kind]);
  expect(before.documents[0]).toContain("again");

  for (const [at, kind] of sheetsOf.entries()) {
    const { counts } = await bring(second, theirs, zip, at);
    expect(counts["created"], kind).toBeUndefined();
  }
  expect(said(await archiveOf(second, theirs))).toEqual(before);

  for (const importId of imports.toReversed()) {
    const counts = await takeBack(theirs, second, importId);
    expect(counts["kept"] ?? 0).toBe(0);
  }
  expect(said(await archiveOf(second, theirs))).toEqual({
    customers: [],
    contacts: [],
    interactions: [],
    notes: [],
    documents: [],
  });
}, 240_000);

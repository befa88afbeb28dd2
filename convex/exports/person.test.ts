/** A person's own data: nothing that is held is left out, nothing that opens something is in it, and only who may gets it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { refusal } from "../engagement.testkit";
import { childTables } from "../merging/children";
import { fill, mergeWorld } from "../merging/world.testkit";
import { exportedTables, fillOrganization } from "../tenancy/fill.testkit";
import type { roles } from "../tenancy/permissions";
import type { Backend, Organization } from "../world.testkit";
import { leftOutOfPerson, personTableNames, type PersonTable } from "./personTables";
import { textIn, unzip } from "./unzip.testkit";
import { keptForMs } from "./words";

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

async function settle(backend: Backend, steps = 60) {
  for (let step = 0; step < steps; step++) {
    vi.advanceTimersByTime(10);
    await backend.finishInProgressScheduledFunctions();
  }
}

async function takeAll(
  backend: Backend,
  { orgId, as }: Organization,
  customerId: Id<"customers">,
  language: "en" | "ru" = "en",
) {
  const jobId = await as.admin.mutation(api.exports.startPerson, { orgId, customerId, language });
  await settle(backend);
  const { url, fileName } = await as.admin.mutation(api.exports.link, { orgId, jobId });
  const answer = await backend.fetch(new URL(url).pathname);
  return { jobId, url, fileName, files: unzip(new Uint8Array(await answer.arrayBuffer())) };
}

test("a table that points at customers is in a person's data or says why not", () => {
  const pointing = [...new Set(childTables().map(({ table }) => table))];
  const known = new Set<string>([...personTableNames, ...Object.keys(leftOutOfPerson)]);
  expect(pointing.filter((table) => !known.has(table))).toEqual([]);
  const both = personTableNames.filter((table) => table in leftOutOfPerson);
  expect(both).toEqual([]);
});

test("whatever stands in any of these tables is in the zip, generated from the schema; keys and other people are not", async () => {
  const { backend, ours } = await mergeWorld();
  const { ids } = await fillOrganization(backend, ours, "MARKER");
  const customerId = ids.get("customers") as Id<"customers">;
  // The generated row is merged into itself; a person's record is not.
  await backend.run(async (ctx) => {
    await ctx.db.patch("customers", customerId, { mergedIntoId: undefined });
    for (const row of await ctx.db.query("exportFiles").collect()) {
      await ctx.db.patch("exportFiles", row._id, { sweptAt: 1 });
    }
  });
  const { files } = await takeAll(backend, ours, customerId);
  // Their texts are words of a list, or stand only where there is something to say.
  const mayLackText: readonly PersonTable[] = ["leadScores", "customerValues", "campaignRecipients"];
  // Found by keys that the generator does not make.
  const byKeys: readonly PersonTable[] = ["outbox", "vipCustomers"];
  for (const table of personTableNames) {
    if (byKeys.includes(table)) continue;
    const rows = JSON.parse(textIn(files, `data/${table}.json`)) as object[];
    expect(rows.length, table).toBeGreaterThan(0);
    const holdsText = JSON.stringify(
      exportedTables.find(({ tableName }) => tableName === table)!.documentType,
    ).includes('"string"');
    if (holdsText && !mayLackText.includes(table)) expect(JSON.stringify(rows), table).toContain("MARKER");
  }
  const all = [...files.entries()].map(([name, bytes]) => `${name} ${new TextDecoder().decode(bytes)}`);
  for (const secret of ["tokenHash", "ipHash", "nonce", "storageId", "searchText"])
    expect(all.join("\n").includes(`"${secret}"`), secret).toBe(false);
});

test("a person's record, with what was merged into it, leaves as readable JSON, an overview in their language and their files", async () => {
  const world = await mergeWorld();
  const { backend, ours, orgId, create } = world;
  const customerId = await create({
    name: "Zoë <b>Quark</b>",
    email: "zoe@x.test",
    address: { line1: "1 Road", city: "Almaty" },
    emailConsent: true,
  });
  const twin = await create({ name: "Zoe Quark", email: "zoe2@x.test", notes: "Was the twin" });
  const other = await create({ name: "Somebody Else", email: "else@x.test" });
  const children = { contacts: 2, interactions: 3, followUps: 1, quotes: 2, leads: 1 };
  await fill(world, customerId, children, "Mark");
  await fill(world, other, children, "Else");
  await backend.run(async (ctx) => {
    const document = (await ctx.db.query("documents").collect()).find(
      (row) => row.customerId === customerId,
    )!;
    await ctx.db.insert("documentVersions", {
      orgId,
      documentId: document._id,
      version: 1,
      storageId: await ctx.storage.store(new Blob(["a passport"])),
      fileName: "../pass port.txt",
      fileSize: 10,
      mimeType: "text/plain",
      state: "ready",
      createdAt: 1,
      createdBy: "x",
      createdByName: "x",
    });
    await ctx.db.patch("customers", customerId, { stableHashId: "hash" });
    await ctx.db.insert("vipCustomers", {
      orgId,
      externalId: "vip",
      displayName: "Lady Zoe",
      stableHashId: "hash",
      createdAt: 1,
      updatedAt: 1,
    });
    await ctx.db.insert("outbox", {
      ...(await mailLike(orgId)),
      idempotencyKey: `marketing/${customerId}/1`,
    } as never);
  });
  await ours.as.admin.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: customerId,
    secondaryCustomerIds: [twin],
    mergeReason: "Same",
  });
  await settle(backend);
  // Asked for by the record that was merged away: it is the same person.
  const { files, fileName, jobId, url } = await takeAll(backend, ours, twin, "ru");
  expect(fileName).toBe("CUS-001-2026-05-04.zip");
  const rows = (table: PersonTable) =>
    JSON.parse(textIn(files, `data/${table}.json`)) as Record<string, unknown>[];
  expect(rows("customers").map(({ name }) => name)).toEqual(["Zoë <b>Quark</b>", "Zoe Quark"]);
  expect(rows("customers")[0]!["createdAt"]).toBe("2026-05-04T09:00:00.000Z");
  expect(rows("customers")[0]).not.toHaveProperty("searchText");
  expect(rows("interactions")).toHaveLength(3);
  expect(rows("quotes")).toHaveLength(2);
  expect(rows("vipCustomers")).toMatchObject([{ displayName: "Lady Zoe" }]);
  expect(rows("outbox")).toEqual([expect.objectContaining({ subject: "Spring" })]);
  expect(rows("outbox")[0]).not.toHaveProperty("text");
  const [document] = rows("documents") as { versions: { file: string }[] }[];
  const { file } = document!.versions[0]!;
  expect(file).toMatch(/^files\/[^/]+\/1-_[^/]*pass port\.txt$/);
  expect(textIn(files, file)).toBe("a passport");
  const page = textIn(files, "overview.html");
  expect(page).toContain('<html lang="ru">');
  expect(page).toContain("Zoë &lt;b&gt;Quark&lt;/b&gt;");
  expect(page).not.toContain("<b>");
  expect(page).toContain("CUS-002");
  for (const name of files.keys()) {
    if (name === "overview.html" || name === "left-out.json") continue;
    expect(page).toContain(name.split("/").map(encodeURIComponent).join("/"));
  }
  const everything = [...files.values()].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  expect(everything).not.toContain("Else");
  // It stands in the person's history and, for a week, in the list of exports.
  const history = await ours.as.admin.query(api.history.list, {
    orgId,
    customerId,
    paginationOpts: { numItems: 20, cursor: null },
  });
  expect(history.page.map(({ action }) => action)).toContain("dataExported");
  expect(await ours.as.admin.query(api.exports.list, { orgId })).toMatchObject([{ jobId, kind: "person" }]);
  vi.advanceTimersByTime(keptForMs + 1000);
  await settle(backend);
  expect(await backend.run(async (ctx) => await ctx.db.query("exportParts").collect())).toEqual([]);
  expect((await backend.fetch(new URL(url).pathname)).status).toBe(403);
  expect(await refusal(ours.as.admin.mutation(api.exports.link, { orgId, jobId }))).toBe("LINK_EXPIRED");
});

test("only admins and managers take a person's data, and a link dies with the right; erasing removes the copies", async () => {
  const { backend, ours, orgId, create } = await mergeWorld();
  const customerId = await create({ name: "Zoe Quark", email: "zoe@x.test" });
  const start = (role: (typeof roles)[number]) =>
    ours.as[role].mutation(api.exports.startPerson, { orgId, customerId, language: "en" });
  for (const role of ["sales", "support", "brand"] as const)
    expect(await refusal(start(role)), role).toBe("FORBIDDEN");
  const jobId = await start("manager");
  await settle(backend);
  const { url } = await ours.as.manager.mutation(api.exports.link, { orgId, jobId });
  expect((await backend.fetch(new URL(url).pathname)).status).toBe(200);
  expect(await refusal(ours.as.sales.mutation(api.exports.link, { orgId, jobId }))).toBe("NOT_FOUND");
  const member = await backend.run(async (ctx) => {
    const row = (await ctx.db.query("memberships").collect()).find(
      ({ userId }) => userId === ours.users.manager,
    )!;
    await ctx.db.patch("memberships", row._id, { role: "sales" });
    return row._id;
  });
  expect((await backend.fetch(new URL(url).pathname)).status).toBe(404);
  await backend.run((ctx) => ctx.db.patch("memberships", member, { role: "manager" }));
  await ours.as.admin.mutation(api.customers.remove, { orgId, customerId });
  await ours.as.admin.mutation(api.erasing.start, { orgId, customerId, confirmation: "Zoe Quark" });
  await settle(backend);
  expect((await backend.fetch(new URL(url).pathname)).status).toBe(404);
  expect(await backend.run(async (ctx) => await ctx.db.query("exportParts").collect())).toEqual([]);
  expect(await backend.run(async (ctx) => await ctx.db.system.query("_storage").collect())).toEqual([]);
  expect(await refusal(start("admin"))).toBe("INVALID_STATUS_CHANGE");
  const found = await backend.query(internal.exports.personRows, {
    orgId,
    jobId,
    table: "customers",
    cursor: null,
  });
  expect(found).toBeNull();
});

async function mailLike(orgId: Id<"organizations">) {
  return await Promise.resolve({
    orgId,
    kind: "marketing",
    to: "zoe@x.test",
    subject: "Spring",
    text: "a link that is a key",
    html: "",
    status: "sent",
    attempts: 1,
    createdAt: 1,
    sentAt: 2,
    updatedAt: 2,
    nextAttemptAt: 0,
  });
}

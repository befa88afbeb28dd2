/** A whole organization in one archive: nothing forgotten, no secret, nobody else's. */
import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { exportedTables, fillOrganization } from "../tenancy/fill.testkit";
import { globalTables } from "../tenancy/tables";
import { newOrganization } from "../world.testkit";
import { archivedNames, archivedTables, leftOut } from "./archiveTables";
import { textIn, unzip } from "./unzip.testkit";
import { backend, bytesOf, inNewWorld, orgId, ours, settle } from "./exports.testkit";

inNewWorld();

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

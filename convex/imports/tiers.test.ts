/** Tiers in a file: by their names, with since when; a person's choice of how known customers are met holds for them as well. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { refusal } from "../engagement.testkit";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { guessMapping } from "./fields";
import { importFile } from "./file.testkit";
import type { DuplicateChoice } from "./plan";
import { Trial } from "./trial";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

const headings = ["Customer code", "Name", "E-mail", "VIP tier", "VIP since"];
const mapping = guessMapping(headings);

async function bring(
  { as, orgId }: Organization,
  backend: Backend,
  rows: string[][],
  duplicates: DuplicateChoice,
) {
  const answer = await as.admin.query(api.imports.rules, { orgId, now: Date.now() });
  const { rules, policy, language, timeZone, currency, fields, tiers } = answer;
  const options = { mapping, dateOrder: "dmy" as const, timeZone, currency, fields, tiers };
  const trial = await Trial.of(
    rows,
    { rules, policy, language, duplicates, matchBy: "any", options },
    {
      known: (keys) => as.admin.query(api.imports.known, { orgId, keys }),
      members: (words) => as.admin.query(api.imports.members, { orgId, words }),
    },
  );
  const importId = await importFile(
    { as, orgId },
    { headings, mapping, duplicates, rows: [...trial.ordered()] },
  );
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  return { importId, counts: job!.counts, trial };
}

test("a tier comes with a file by its name and day; it fills what is empty, or takes another's place where that was chosen; a name that is no tier is told, and all goes back", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const tier = async (name: string) =>
    await as.admin.mutation(api.vip.create, { orgId, input: { name, color: "live" } });
  const [gold, silver] = [await tier("Gold"), await tier("Серебро")];
  const known = async (name: string, email: string) =>
    (await as.admin.mutation(api.customers.create, { orgId, input: { name, email } })).customerId;
  const [ann, bob] = [await known("Ann Lee", "ann@x.test"), await known("Bob Ray", "bob@x.test")];
  await as.admin.mutation(api.vip.assign, { orgId, customerId: bob, tierId: silver });
  const held = async () =>
    (await backend.run(async (ctx) => await ctx.db.query("customers").collect()))
      .filter(({ status }) => status !== "deleted")
      .map(({ name, vipTierId, vipStatusDate }) => [name, vipTierId, vipStatusDate]);
  const before = await held();
  expect(before).toEqual([
    ["Ann Lee", undefined, undefined],
    ["Bob Ray", silver, "2026-06-15"],
  ]);
  const rows = [
    ["", "Ann Lee", "ann@x.test", " GOLD ", "2024-03-01"],
    ["", "Bob Ray", "bob@x.test", "Gold", ""],
    ["", "Cid Fox", "cid@x.test", "серебро", "01.02.2025"],
    ["", "Dee Lim", "dee@x.test", "Platinum", ""],
    ["", "Eve Own", "eve@x.test", "Gold", "2031-01-01"],
  ];
  const linked = await bring(org, backend, rows, "link");
  expect(linked.counts).toMatchObject({ created: 3, incomplete: 2, duplicate: 2 });
  expect(linked.trial.counts()).toMatchObject({ created: 3, incomplete: 2, duplicate: 2 });
  const after = [
    ["Cid Fox", silver, "2025-02-01"],
    ["Dee Lim", undefined, undefined],
    ["Eve Own", gold, "2026-06-15"],
  ];
  expect(await held()).toEqual([
    ["Ann Lee", gold, "2024-03-01"],
    ["Bob Ray", silver, "2026-06-15"],
    ...after,
  ]);

  // Met again and updated: the dry run says what moves, and by what name.
  vi.setSystemTime(Date.UTC(2026, 5, 20, 12));
  const updated = await bring(org, backend, rows.slice(0, 3), "update");
  expect(updated.counts).toEqual({ unchanged: 2, updated: 1 });
  expect(updated.trial.page("updated", 0, 9)).toMatchObject([
    {
      name: "Bob Ray",
      changes: [
        { field: "vipTierId", from: silver, to: gold },
        { field: "vipStatusDate", from: "2026-06-15", to: "2026-06-20" },
      ],
    },
  ]);
  expect(updated.trial.names()).toMatchObject({ [gold]: "Gold" });
  expect((await held())[1]).toEqual(["Bob Ray", gold, "2026-06-20"]);

  for (const { importId } of [updated, linked]) {
    await as.admin.mutation(api.imports.undo, { orgId, importId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
  }
  expect(await held()).toEqual(before);
  expect(ann).not.toBe(bob);
});

test("by its code alone a customer gets the tier of the file; one that was put away is no tier any more", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const gold = await as.admin.mutation(api.vip.create, { orgId, input: { name: "Gold", color: "live" } });
  const { customerCode } = await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "Ann Lee", email: "ann@x.test" },
  });
  const rows = [[customerCode, "", "", "Gold", ""]];
  expect((await bring(org, backend, rows, "update")).counts).toEqual({ updated: 1 });
  expect(await as.admin.query(api.customers.get, { orgId, customer: customerCode })).toMatchObject({
    vipTierId: gold,
  });
  await as.admin.mutation(api.vip.archive, { orgId, tierId: gold, isArchived: true });
  const { trial } = await bring(org, backend, [["", "Bob Ray", "bob@x.test", "Gold", ""]], "link");
  expect(trial.page("created", 0, 1)[0]!.issues).toEqual([
    { field: "tier", rule: "unknownTier", value: "Gold" },
  ]);
  // Counted once however it is written, for whoever may create it.
  const cy = ["", "Cy Fox", "cy@x.test", "gold ", ""];
  const dee = ["", "Dee Ray", "dee@x.test", "Silver", ""];
  const eve = ["", "Eve Ray", "eve@x.test", "GOLD", ""];
  expect((await bring(org, backend, [dee, cy, eve], "link")).trial.unknownChoices()).toEqual([
    {
      field: "tier",
      values: [
        { text: "gold", rows: 2 },
        { text: "Silver", rows: 1 },
      ],
    },
  ]);
  expect(await refusal(as.sales.query(api.imports.rules, { orgId, now: Date.now() }))).toBe("FORBIDDEN");
});

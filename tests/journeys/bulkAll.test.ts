/** Journey: a representative selects everything a filter finds, over two thousand customers, and the job changes what is theirs to change. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { chunkRows } from "../../convex/imports/limits";
import { launchBrowser, patienceMs } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const size = 2104;

/** Customers by import, every second one of them owned by whoever has this e-mail. */
async function bringIn({ admin, orgId }: Team, owner: string): Promise<void> {
  const headings = ["name", "email", "owner"];
  const rows = Array.from({ length: size }, (_, n) => ({
    number: n + 1,
    cells: [`Person ${String(n).padStart(4, "0")}`, `p${n}@many.test`, n % 2 === 0 ? owner : ""],
  }));
  const chunks = Math.ceil(size / chunkRows);
  const importId: Id<"imports"> = await admin.client.mutation(api.imports.create, {
    orgId,
    fileName: "many.csv",
    headings,
    mapping: headings,
    dateOrder: "dmy",
    duplicates: "link",
    rows: size,
    chunks,
  });
  for (let index = 0; index < chunks; index++) {
    const part = rows.slice(index * chunkRows, (index + 1) * chunkRows);
    await admin.client.mutation(api.imports.upload, { orgId, importId, index, rows: part });
  }
  await admin.client.mutation(api.imports.start, { orgId, importId });
  const created = async () =>
    (await admin.client.query(api.imports.get, { orgId, importId })).job!.counts["created"] ?? 0;
  await expect.poll(created, { timeout: patienceMs }).toBe(size);
}

test("SRC-19: all 2,104 results of a filter are selected, the job goes on in the background with its progress, asks for every row whether it may be changed, and tells what it skipped and why", async () => {
  const team = await newTeam(orbit, "Everything");
  const rita = await team.join("Rita Rep", "sales");
  const { orgId } = team;
  await team.admin.client.mutation(api.settings.update, { orgId, changes: { recordVisibility: "org" } });
  await bringIn(team, rita.email);

  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers?status=active`);
  await page.getByRole("checkbox", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Select all 2,104 results" }).click();
  await page.getByText("2,104 selected").waitFor();
  await page.getByRole("button", { name: "Tags", exact: true }).click();
  await page.getByRole("menuitem", { name: "Add tags…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add tags to 2,104 customers" });
  await dialog.getByLabel("Tags").fill("spring");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Apply" }).click();

  // What the job has done so far is known all the while.
  const seen = new Set<number>();
  const job = async () => {
    const { running, finished } = await rita.client.query(api.jobs.mine, { orgId });
    return [...running, ...finished].find(({ kind }) => kind === "bulk");
  };
  await expect
    .poll(
      async () => {
        const one = await job();
        if (one !== undefined) seen.add(one.done);
        return one?.status;
      },
      { timeout: patienceMs, interval: 30 },
    )
    .toBe("done");
  expect([...seen].filter((done) => done > 0 && done < size).length).toBeGreaterThan(2);
  expect(await job()).toMatchObject({ total: size, done: size, counts: { changed: 1052, skipped: 1052 } });

  await page
    .getByRole("link", { name: /result/i })
    .first()
    .click();
  await page.getByRole("button", { name: "Changed 1,052" }).waitFor();
  await page.getByRole("button", { name: "Skipped 1,052" }).click();
  await page.getByText("Person 0001").waitFor();
  await page
    .getByText(/You may not change this customer|Not among the customers you may change/)
    .first()
    .waitFor();
  const tagged = await team.admin.client.query(api.customers.count, { orgId, filters: { tag: "spring" } });
  expect(tagged).toBe(1052);
  expect(problems).toEqual([]);
});

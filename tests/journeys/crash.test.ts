/** Journey (e): the server dies without warning and starts again; nothing acknowledged is lost and open tabs recover by themselves. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser, patienceMs } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("CUS-54 after SIGKILL everything acknowledged is there, and an open tab goes on by itself", async () => {
  const team = await newTeam(orbit, "Hard Times");
  const create = (number: number) =>
    team.admin.client.mutation(api.customers.create, {
      orgId: team.orgId,
      input: { name: `Survivor ${number}`, email: `survivor${number}@hard.test` },
    });
  const acknowledged = await Promise.all(Array.from({ length: 20 }, (_, index) => create(index)));
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await page.getByText("Survivor 0").first().waitFor();

  await orbit.kill();
  await orbit.restart();

  const codes = new Set<string>();
  for (let cursor: string | null = null; ;) {
    const page: { page: { customerCode: string }[]; isDone: boolean; continueCursor: string } =
      await team.admin.client.query(api.customers.list, { orgId: team.orgId, cursor, numItems: 50 });
    for (const { customerCode } of page.page) codes.add(customerCode);
    if (page.isDone) break;
    cursor = page.continueCursor;
  }
  for (const { customerCode } of acknowledged) expect(codes).toContain(customerCode);

  await create(99);
  await page.getByText("Survivor 99").first().waitFor({ timeout: patienceMs });
  expect(problems).toEqual([]);
});

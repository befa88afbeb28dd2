/**
 * `npm run bench -- front [--rounds 9]`: cold visits to the customer list and to
 * a bare React table, turn about in one run. Fails when the list needs more than
 * 2.5 times the bare table's time to be usable.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "../../tests/journeys/support/browser";
import { freePort, startOrbit } from "../../tests/journeys/support/orbit";
import { newTeam, openAs } from "../../tests/journeys/support/people";
import { serveReactTable } from "../floors/reactTableServer";
import { median, visit, type Visit } from "./measure";

const limit = 2.5;
const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const rounds = Number(values.rounds);

const orbit = await startOrbit();
const browser = await launchBrowser();
const floorPort = await freePort();
const floor = await serveReactTable(floorPort);
try {
  const team = await newTeam(orbit, "Front Bench");
  for (let number = 1; number <= 60; number++) {
    await team.admin.client.mutation(api.customers.create, {
      orgId: team.orgId,
      input: {
        name: `Customer number ${number}`,
        email: `customer${number}@bench.test`,
        phone: `+7701000${1000 + number}`,
      },
    });
  }
  const list = `/o/${team.slug}/customers`;
  const { page } = await openAs(browser, orbit, team.admin, list);
  await page.getByText("Customer number 1", { exact: true }).waitFor();
  let storageState = await page.context().storageState();
  await page.context().close();

  const ours: Visit[] = [];
  const bare: Visit[] = [];
  for (let round = 0; round <= rounds; round++) {
    const one = await visit(browser, orbit.url + list, "main [role=row][aria-rowindex]", 20, {
      storageState,
    });
    ({ storageState } = one);
    const other = await visit(browser, `http://127.0.0.1:${floorPort}/`, "[data-row]", 50);
    if (round === 0) continue; // warm-up
    ours.push(one);
    bare.push(other);
  }
  console.table({
    "Orbit's customer list": summary(ours),
    "bare React table": summary(bare),
  });
  const ratio = median(ours.map((one) => one.usableMs)) / median(bare.map((one) => one.usableMs));
  console.log(
    `usable list: ${ratio.toFixed(2)} times the bare table (limit ${limit}), medians of ${rounds} turns`,
  );
  process.exitCode = ratio <= limit ? 0 : 1;
} finally {
  floor.close();
  await browser.close();
  await orbit.stop();
}

function summary(visits: readonly Visit[]) {
  const usable = visits.map((one) => one.usableMs);
  return {
    "usable ms": Math.round(median(usable)),
    "min–max": `${Math.round(Math.min(...usable))}–${Math.round(Math.max(...usable))}`,
    "first paint ms": Math.round(median(visits.map((one) => one.paintMs))),
    "blocked ms": Math.round(median(visits.map((one) => one.blockedMs))),
    "script kB": (median(visits.map((one) => one.scriptBytes)) / 1000).toFixed(1),
    "style kB": (median(visits.map((one) => one.styleBytes)) / 1000).toFixed(1),
  };
}

/**
 * `npm run bench -- front [--rounds 9]`: cold visits to the customer list and to
 * a bare React table, turn about in one run, then sorting, selecting and typing
 * on the list. Fails when the list needs more than 2.5 times the bare table's
 * time to be usable, or more than 20 MB of script memory, or when a person waits
 * for more than 64 ms after an input (medians).
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "../../tests/journeys/support/browser";
import { freePort, startOrbit } from "../../tests/journeys/support/orbit";
import { newTeam, openAs } from "../../tests/journeys/support/people";
import { serveReactTable } from "../floors/reactTableServer";
import { interact, type Interactions } from "./interact";
import { median, visit, type Visit } from "./measure";

const limit = 2.5;
const heapLimitMb = 20;
const inputLimitMs = 64;
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
  const felt: Interactions[] = [];
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    const one = await interact(browser, orbit.url + list, { storageState });
    storageState = one.storageState as typeof storageState;
    felt.push(one);
  }
  console.table({
    "Orbit's customer list": summary(ours),
    "bare React table": summary(bare),
  });
  const ratio = median(ours.map((one) => one.usableMs)) / median(bare.map((one) => one.usableMs));
  console.log(
    `usable list: ${ratio.toFixed(2)} times the bare table (limit ${limit}), medians of ${rounds} turns`,
  );
  const worst = (["sort", "select", "type"] as const).map(
    (kind) => [kind, median(felt.map((one) => one[kind]))] as const,
  );
  console.log(
    `after an input: ${worst.map(([kind, ms]) => `${kind} ${ms} ms`).join(", ")} (limit ${inputLimitMs}), medians of ${felt.length} turns`,
  );
  const heapMb = median(ours.map((one) => one.heapBytes)) / 1e6;
  const isWithin = ratio <= limit && heapMb <= heapLimitMb && worst.every(([, ms]) => ms <= inputLimitMs);
  process.exitCode = isWithin ? 0 : 1;
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
    "heap MB": (median(visits.map((one) => one.heapBytes)) / 1e6).toFixed(1),
  };
}

/**
 * `npm run seed -- --customers 100000 [--org slug]`: fills an organization with
 * invented customers through the real write path. Talks to the Orbit that is
 * running on this data folder, or runs one for as long as it takes. Without
 * --org it makes a demo organization and prints how to sign in.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ConvexHttpClient } from "convex/browser";

// A transaction may make 4,096 reads; a customer makes some twenty, and each of its days and words one.
const perCall = 100;

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), ".."));
const { values } = parseArgs({
  options: { customers: { type: "string", default: "1000" }, org: { type: "string" } },
});
const customers = Number(values.customers);
if (!Number.isInteger(customers) || customers < 1 || customers > 5_000_000) {
  stop(`--customers wants a whole number from 1 to 5000000, not "${values.customers}".`);
}

const dataFolder = path.resolve(process.env.ORBIT_DATA ?? ".orbit");
const { url, close } = await reach();
try {
  await seed(url);
} catch (error) {
  console.error(error.data ? JSON.stringify(error.data) : error.message);
  process.exitCode = 1;
} finally {
  await close();
}

async function seed(address) {
  const adminKey = JSON.parse(readFileSync(path.join(dataFolder, "secrets.json"), "utf8")).adminKey;
  const admin = new ConvexHttpClient(address, { logger: false });
  admin.setAdminAuth(adminKey);
  const slug = values.org ?? (await makeDemo(address));
  const organization = await admin.query("sampleData:organizationBySlug", { slug });
  if (organization === null) throw new Error(`There is no organization with the address "${slug}".`);
  const crowd = Date.now() % 900;
  const started = performance.now();
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < customers) {
      const from = next;
      const count = Math.min(perCall, customers - from);
      next += count;
      const made = await admin.mutation(
        "sampleData:seed",
        { orgId: organization.orgId, from, count, crowd },
        { skipQueue: true },
      );
      done += made;
      if (process.stdout.isTTY) process.stdout.write(`\r${done} of ${customers} customers`);
    }
  };
  // Two at a time: while one is being written, the next is on its way.
  await Promise.all([work(), work()]);
  const seconds = (performance.now() - started) / 1000;
  const rate = Math.round(done / seconds);
  console.log(
    `\r${done} customers in "${organization.name}" after ${seconds.toFixed(1)} s (${rate} per second).`,
  );
  console.log(`Open ${address}/o/${slug}/customers`);
}

/** Signs a demo admin up and makes their organization; prints the way in. */
async function makeDemo(address) {
  const visitor = new ConvexHttpClient(address, { logger: false });
  const mark = randomBytes(3).toString("hex");
  const email = `demo-${mark}@example.com`;
  const password = `orbit-${randomBytes(6).toString("base64url")}`;
  const { accessToken } = await visitor.action("signIn:signUp", {
    name: "Demo Admin",
    email,
    password,
    language: "en",
  });
  visitor.setAuth(accessToken);
  const { slug } = await visitor.mutation("organizations:create", {
    name: `Demo ${mark}`,
    template: "generic",
    language: "en",
    currency: "USD",
    country: "KZ",
    timeZone: "Asia/Almaty",
  });
  console.log(`Demo organization "${slug}". Sign in with ${email} and the password ${password}`);
  return slug;
}

/** The running Orbit of this data folder, or one of our own. */
async function reach() {
  const note = path.join(dataFolder, "running.json");
  if (existsSync(note)) {
    const { url: running } = addressIn(readFileSync(note, "utf8"));
    const isUp = await fetch(`${running}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return { url: running, close: async () => {} };
  }
  await import("./tsx.mjs");
  const { main } = await import("../host/main.ts");
  const host = await main();
  return { url: host.url, close: () => host.stop() };
}

function addressIn(text) {
  const { url: address, port } = JSON.parse(text);
  return { url: address ?? `http://127.0.0.1:${port}` };
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

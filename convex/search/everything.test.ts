import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { searchTextVersion } from "../customers/searchText";
import { newCustomer, newWorld, type World } from "../engagement.testkit";
import { addDays } from "../shared/days";
import type { Backend, Organization } from "../world.testkit";

type Role = keyof Organization["as"];
const everything = (world: World, text: string, role: Role = "admin") =>
  world.org.as[role].query(api.search.everything, { orgId: world.org.orgId, text });

/** An order, a job and a booking. */
async function dealWith(world: World, customerId: World["customerId"]) {
  const { orgId, as } = world.org;
  await as.manager.mutation(api.orders.create, {
    orgId,
    customerId,
    input: { lines: [{ description: "Guide", quantity: 1000, unitPrice: 10_000, taxRate: 0 }] },
  });
  await as.manager.mutation(api.serviceJobs.create, {
    orgId,
    customerId,
    input: { title: "Mend the roof", totalAmount: 10_000 },
  });
  const tourId = await as.manager.mutation(api.tours.create, {
    orgId,
    input: { name: "Altai in autumn", basePrice: 10_000, capacity: 10, durationDays: 3 },
  });
  const tourDepartureId = await as.manager.mutation(api.tours.addDate, {
    orgId,
    tourId,
    input: { departureDate: "2030-09-12" },
  });
  await as.manager.mutation(api.bookings.create, {
    orgId,
    customerId,
    input: { tourDepartureId, numParticipants: 1 },
  });
}

async function newQuote(world: World, customerId: World["customerId"], quoteNumber?: string) {
  const { orgId, as } = world.org;
  return await as.admin.mutation(api.quotes.create, {
    orgId,
    customerId,
    input: {
      ...(quoteNumber === undefined ? {} : { quoteNumber }),
      subject: "Spring tour",
      currency: "USD",
      lines: [{ description: "Tour", quantity: 1000, unitPrice: 45_000, taxRate: 0 }],
      validUntil: addDays(new Date().toISOString().slice(0, 10), 14),
    },
  } as never);
}

describe("everything", () => {
  test("customers, contacts that lead to them, their leads, and quotes by number", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const customerId = await newCustomer(world.org, "sales", { name: "Acme Trading", type: "business" });
    await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Vera", lastName: "Petrova", title: "CFO", mobile: "+7 705 111 22 33" },
    });
    await as.sales.mutation(api.leads.create, { orgId, customerId, title: "Wants a tour" });
    await newQuote(world, customerId);
    const byName = await everything(world, "acme");
    expect(byName.customers).toMatchObject([{ name: "Acme Trading", by: "name", isGuess: false }]);
    expect(byName.leads).toMatchObject([{ title: "Wants a tour", customerName: "Acme Trading" }]);
    expect(byName.quotes).toMatchObject([{ number: "QUO-0001" }]);
    expect(byName).toMatchObject({ contacts: [], orders: [], bookings: [], tours: [], instead: null });
    for (const text of ["petrova", "vera acme", "петрова вера", "petorva", "2233", "зуекщмф"]) {
      const found = await everything(world, text);
      expect(found.contacts, text).toMatchObject([
        { name: "Vera Petrova", title: "CFO", customerName: "Acme Trading" },
      ]);
      expect(found.customers, text).toEqual([]);
    }
    for (const text of ["1", "0001", "QUO-0001", "quo 1", "quo-00", "#1"])
      expect((await everything(world, text)).quotes, text).toMatchObject([
        { number: "QUO-0001", subject: "Spring tour", customerName: "Acme Trading" },
      ]);
    expect((await everything(world, "2")).quotes).toEqual([]);
    expect((await everything(world, "spring 1")).quotes).toEqual([]);
  });

  test("SRC-24: nobody finds by it what they may not open, and another organization finds nothing", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const hidden = await newCustomer(world.org, "manager", { name: "Hidden Firm", type: "business" });
    await as.manager.mutation(api.contacts.create, {
      orgId,
      customerId: hidden,
      input: { firstName: "Vera", lastName: "Petrova" },
    });
    await as.manager.mutation(api.leads.create, { orgId, customerId: hidden, title: "Secret" });
    await newQuote(world, hidden);
    await dealWith(world, hidden);
    const nothing = {
      customers: [],
      contacts: [],
      leads: [],
      quotes: [],
      orders: [],
      serviceJobs: [],
      bookings: [],
    };
    for (const text of ["hidden firm", "hiden", "petrova", "QUO-0001", "ORD-0001", "job 1", "1122"]) {
      expect(await everything(world, text, "sales"), text).toMatchObject(nothing);
      expect(await everything(world, text, "brand"), text).toMatchObject(nothing);
      const theirs = await world.other.as.admin.query(api.search.everything, {
        orgId: world.other.orgId,
        text,
      });
      expect(theirs, text).toMatchObject(nothing);
    }
    expect((await everything(world, "hidden firm", "support")).customers).toHaveLength(1);
    expect((await everything(world, "altai", "sales")).tours).toHaveLength(1);
    const { orgId: theirs, as: them } = world.other;
    expect((await them.admin.query(api.search.everything, { orgId: theirs, text: "altai" })).tours).toEqual(
      [],
    );
  });

  test("SRC-26: quotes, orders and jobs by number, bookings of whom the name means, tours by theirs", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const customerId = await newCustomer(world.org, "sales", { name: "Acme Trading", type: "business" });
    await newQuote(world, customerId);
    await dealWith(world, customerId);
    const order = { number: "ORD-0001", subject: "Guide", status: "draft", customerName: "Acme Trading" };
    const job = { number: "JOB-0001", subject: "Mend the roof", customerName: "Acme Trading" };
    const counted = async (text: string) => {
      const { quotes, orders, serviceJobs } = await everything(world, text, "sales");
      return [quotes.length, orders.length, serviceJobs.length];
    };
    for (const text of ["ORD-0001", "ord 1", "ord1", " Ord-00 "])
      expect(await everything(world, text, "sales"), text).toMatchObject({
        quotes: [],
        orders: [order],
        serviceJobs: [],
      });
    expect((await everything(world, "job-0001", "sales")).serviceJobs).toMatchObject([job]);
    expect(await counted("1")).toEqual([1, 1, 1]);
    expect(await counted("0001")).toEqual([1, 1, 1]);
    expect(await counted("ord 2")).toEqual([0, 0, 0]);
    expect(await everything(world, "acme", "sales")).toMatchObject({
      quotes: [{ number: "QUO-0001" }],
      orders: [order],
      serviceJobs: [job],
      bookings: [
        {
          tourName: "Altai in autumn",
          departureDate: "2030-09-12",
          status: "confirmed",
          customerName: "Acme Trading",
        },
      ],
      tours: [],
    });
    expect(await everything(world, "alta", "sales")).toMatchObject({
      customers: [],
      bookings: [],
      tours: [{ name: "Altai in autumn", active: true }],
    });
    // A name of many means nobody: what hangs on the first would be chance.
    for (const name of ["Acme Second", "Acme Third"])
      await newCustomer(world.org, "sales", { name, type: "business" });
    expect(await counted("acme")).toEqual([0, 0, 0]);
    expect(await counted("acme trading")).toEqual([1, 1, 1]);
    // What is switched off is not offered.
    await as.admin.mutation(api.settings.update, {
      orgId,
      changes: { modules: { quotes: true, leads: true, tours: false, pos: false, orders: false } },
    } as never);
    expect(await everything(world, "acme trading", "sales")).toMatchObject({
      quotes: [{ number: "QUO-0001" }],
      orders: [],
      bookings: [],
    });
    expect((await everything(world, "altai", "sales")).tours).toEqual([]);
    expect(await counted("1")).toEqual([1, 0, 1]);
  });

  test("SRC-26: a number that came from another system is found as it is written", async () => {
    const world = await newWorld();
    await newQuote(world, world.customerId, "Inv/2024-7");
    for (const text of ["Inv/2024-7", "Inv/20", "inv/2024-7"])
      expect((await everything(world, text)).quotes.length, text).toBe(text.startsWith("I") ? 1 : 0);
  });
});

describe("after an upgrade", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** As an older Orbit left it: no keys of misspelling, no words of contacts, no place in the facets. */
  async function older(backend: Backend, count: number, world: World) {
    for (let n = 0; n < count; n++) await newCustomer(world.org, "admin", { name: `Johnson Number ${n}` });
    await backend.run(async (ctx) => {
      for (const row of await ctx.db.query("customers").collect())
        await ctx.db.patch("customers", row._id, { searchText: "old", slot: undefined });
      for (const row of await ctx.db.query("orgSettings").collect())
        await ctx.db.patch("orgSettings", row._id, { searchVersion: undefined });
    });
  }

  test("what is counted since is counted of rows from before, and nothing else is done", async () => {
    const world = await newWorld();
    const { backend } = world;
    await newQuote(world, world.customerId);
    const counted = async () =>
      (await backend.run((ctx) => ctx.db.query("tallies").collect())).filter(
        ({ metric, key }) => metric === "quotesOfCustomer" && key === world.customerId,
      );
    await backend.run(async (ctx) => {
      for (const { _id, metric } of await ctx.db.query("tallies").collect())
        if (metric === "quotesOfCustomer") await ctx.db.delete("tallies", _id);
      for (const row of await ctx.db.query("orgSettings").collect())
        await ctx.db.patch("orgSettings", row._id, { searchVersion: 5 });
    });
    expect(await counted()).toEqual([]);
    await backend.mutation(internal.search.upgradeAll, {});
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await counted()).toMatchObject([{ cells: { "draft.USD": { count: 1 } } }]);
    const jobs = await backend.run((ctx) => ctx.db.query("jobs").collect());
    const ours = jobs.filter(({ orgId }) => orgId === world.org.orgId);
    expect(ours.map(({ kind, status }) => `${kind} ${status}`)).toEqual(["recount done"]);
  });

  test.each([3, 100])("%i customers are written anew by themselves, and once", async (count) => {
    const world = await newWorld();
    const { backend, org } = world;
    const fresh = async () =>
      (await backend.run((ctx) => ctx.db.query("customers").collect())).map(({ searchText }) => searchText);
    await older(backend, count, world);
    expect((await everything(world, "jonson")).customers).toEqual([]);
    await backend.mutation(internal.search.upgradeAll, {});
    // A second run of the cron while the job is under way starts nothing.
    await backend.mutation(internal.search.upgradeAll, {});
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect((await everything(world, "jonson")).customers).toHaveLength(Math.min(count, 7));
    expect(await fresh()).not.toContain("old");
    const { jobs, settings, unplaced } = await backend.run(async (ctx) => ({
      jobs: await ctx.db.query("jobs").collect(),
      settings: await ctx.db.query("orgSettings").collect(),
      unplaced: (await ctx.db.query("customers").collect()).filter(({ slot }) => slot === undefined),
    }));
    expect(settings.map(({ searchVersion }) => searchVersion)).toEqual([
      searchTextVersion,
      searchTextVersion,
    ]);
    expect(unplaced).toEqual([]);
    const ours = jobs.filter(({ orgId }) => orgId === org.orgId);
    expect(ours.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual(
      count < 40 ? ["recount done"] : ["recount done", "reindex done"],
    );
    const reindex = ours.find(({ kind }) => kind === "reindex");
    if (reindex !== undefined) expect(reindex.done).toBe(reindex.total);
  });
});

/** Leads through their door: stages, scope, turns, history, and reads that stay bounded. */
import { beforeEach, describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { leadStatuses, mayMove } from "./stages";

let backend: Backend;
let org: Organization;
let orgId: Id<"organizations">;

beforeEach(async () => {
  backend = newBackend();
  org = await newOrganization(backend, "tenant");
  orgId = org.orgId;
});

async function newCustomer(name: string, fields: Record<string, unknown> = {}): Promise<Id<"customers">> {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`;
  const { customerId } = await org.as.admin.mutation(api.customers.create, {
    orgId,
    input: { name, email, ...fields },
  });
  return customerId;
}
const open = (customerId: Id<"customers">, ownerId?: Id<"users">) =>
  org.as.admin.mutation(api.leads.create, { orgId, customerId, ...(ownerId ? { ownerId } : {}) });
const refused = (code: string) => ({ data: expect.objectContaining({ code }) as unknown });
const statusOf = async (customer: Id<"customers">) =>
  (await backend.run(async (ctx) => await ctx.db.get("customers", customer)))!.status;

describe("stages", () => {
  test("LED-01 LED-06 a lead by hand starts at new, from manual, and is told in the customer's history", async () => {
    const customerId = await newCustomer("Maria Silva");
    const leadId = await open(customerId);
    const lead = await org.as.admin.query(api.leads.get, { orgId, leadId });
    expect(lead).toMatchObject({ status: "new", source: "manual", inquiries: 1 });
    const history = await backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
    expect(history).toContainEqual(
      expect.objectContaining({ entity: "leads", entityId: leadId, customerId, action: "created" }),
    );
  });

  test("LED-26 three moves leave three rows with from, to, actor and how long", async () => {
    const leadId = await open(await newCustomer("Maria Silva"));
    for (const to of ["contacted", "qualified", "quoted"] as const) {
      await org.as.admin.mutation(api.leads.move, { orgId, leadId, to });
    }
    const { stages } = await org.as.admin.query(api.leads.get, { orgId, leadId });
    expect(stages.map(({ from, to, by }) => [from, to, by])).toEqual([
      [null, "new", "tenant admin"],
      ["new", "contacted", "tenant admin"],
      ["contacted", "qualified", "tenant admin"],
      ["qualified", "quoted", "tenant admin"],
    ]);
    expect(stages.every(({ durationMs }) => durationMs >= 0)).toBe(true);
  });

  test("CON-14: a contact flagged as decision-maker is the authority of the customer's open lead, by name", async () => {
    const customerId = await newCustomer("Maria Silva");
    const leadId = await open(customerId);
    const authority = async () => (await org.as.admin.query(api.leads.get, { orgId, leadId })).authority;
    expect(await authority()).toEqual([]);
    const contactId = await org.as.admin.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Helen", lastName: "Marsh" },
    });
    expect(await authority()).toEqual([]);
    await org.as.admin.mutation(api.contacts.update, { orgId, contactId, input: { isDecisionMaker: true } });
    expect(await authority()).toEqual(["Helen Marsh"]);
    await org.as.admin.mutation(api.contacts.remove, { orgId, contactId });
    expect(await authority()).toEqual([]);
  });

  test("LED-27 losing without a reason changes nothing; with one it is kept until the lead is taken up again", async () => {
    const leadId = await open(await newCustomer("Maria Silva"));
    await expect(
      org.as.admin.mutation(api.leads.move, { orgId, leadId, to: "lost", reason: "  " }),
    ).rejects.toMatchObject(refused("REASON_REQUIRED"));
    await org.as.admin.mutation(api.leads.move, { orgId, leadId, to: "lost", reason: "Too expensive" });
    expect(await org.as.admin.query(api.leads.get, { orgId, leadId })).toMatchObject({
      status: "lost",
      lostReason: "Too expensive",
    });
    await org.as.admin.mutation(api.leads.move, { orgId, leadId, to: "contacted" });
    expect(await org.as.admin.query(api.leads.get, { orgId, leadId })).toMatchObject({
      status: "contacted",
      lostReason: null,
    });
  });

  test("LED-05 a lead cannot go from won to lost in one step, nor to where it is", async () => {
    for (const status of leadStatuses) expect(mayMove(status, status)).toBe(false);
    const leadId = await open(await newCustomer("Maria Silva"));
    await org.as.admin.mutation(api.leads.move, { orgId, leadId, to: "won" });
    await expect(
      org.as.admin.mutation(api.leads.move, { orgId, leadId, to: "lost", reason: "x" }),
    ).rejects.toMatchObject(refused("INVALID_STATUS_CHANGE"));
  });

  test("LED-12 LED-21 LED-04 the customer's status follows: prospect, lead, back again, and active when won", async () => {
    const customerId = await newCustomer("Maria Silva", { status: "prospect" });
    const first = await open(customerId);
    expect(await statusOf(customerId)).toBe("lead");
    await org.as.admin.mutation(api.leads.move, { orgId, leadId: first, to: "lost", reason: "No answer" });
    expect(await statusOf(customerId)).toBe("prospect");
    const second = await open(customerId);
    expect(await statusOf(customerId)).toBe("lead");
    await org.as.admin.mutation(api.leads.move, { orgId, leadId: second, to: "won" });
    expect(await statusOf(customerId)).toBe("active");
    await open(customerId);
    expect(await statusOf(customerId)).toBe("active");
  });

  test("LED-02 LED-21 a customer with two open leads stays a lead when one is lost", async () => {
    const customerId = await newCustomer("Maria Silva", { status: "prospect" });
    const [first] = [await open(customerId), await open(customerId)];
    await org.as.admin.mutation(api.leads.move, { orgId, leadId: first, to: "lost", reason: "x" });
    expect(await statusOf(customerId)).toBe("lead");
    expect(await org.as.admin.query(api.leads.ofCustomer, { orgId, customerId })).toHaveLength(2);
  });
});

describe("who", () => {
  test("LED-30 a sales person sees own leads, not a colleague's; the pool when the organization shows it", async () => {
    const customerId = await newCustomer("Maria Silva");
    const own = await open(customerId, org.users.sales);
    const other = await open(customerId, org.users.manager);
    const list = () => org.as.sales.query(api.leads.list, { orgId, status: "new", limit: 50 });
    expect((await list()).leads.map(({ _id }) => _id)).toEqual([own]);
    await expect(org.as.sales.query(api.leads.get, { orgId, leadId: other })).rejects.toMatchObject(
      refused("OUT_OF_REACH"),
    );
    expect(await org.as.sales.query(api.leads.counts, { orgId })).toMatchObject({ new: 1 });
    await org.as.admin.mutation(api.leads.assign, { orgId, leadId: other, ownerId: null });
    expect((await list()).leads).toHaveLength(1);
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect()).find((row) => row.orgId === orgId)!;
      await ctx.db.patch("orgSettings", settings._id, { unassignedPoolVisible: true });
    });
    expect((await list()).leads.map(({ _id }) => _id)).toEqual([other, own]);
    expect(await org.as.sales.query(api.leads.counts, { orgId })).toMatchObject({ new: 2 });
    await expect(
      org.as.sales.mutation(api.leads.move, { orgId, leadId: other, to: "contacted" }),
    ).rejects.toMatchObject(refused("FORBIDDEN"));
    await org.as.sales.mutation(api.leads.move, { orgId, leadId: own, to: "contacted" });
  });

  test("LED-07 leads are assigned, handed on and released; never to a stranger or a brand user", async () => {
    const leadId = await open(await newCustomer("Maria Silva"));
    const assign = (ownerId: Id<"users"> | null) =>
      org.as.manager.mutation(api.leads.assign, { orgId, leadId, ownerId });
    expect(await assign(org.users.manager)).toEqual({ from: org.users.sales });
    expect(await assign(null)).toEqual({ from: org.users.manager });
    await expect(assign(org.users.support)).rejects.toMatchObject(refused("INVALID_ASSIGNMENT"));
    await expect(assign(org.users.brand)).rejects.toMatchObject(refused("INVALID_ASSIGNMENT"));
    const neighbour = await newOrganization(backend, "neighbour");
    await expect(assign(neighbour.users.sales)).rejects.toMatchObject(refused("INVALID_ASSIGNMENT"));
  });

  test("LED-25 a lead of an owned customer goes to its owner, else to the sales person", async () => {
    const owned = await newCustomer("Owned One");
    await org.as.admin.mutation(api.customers.assign, {
      orgId,
      customerId: owned,
      ownerId: org.users.manager,
    });
    const free = await newCustomer("Free One");
    await org.as.admin.mutation(api.customers.assign, { orgId, customerId: free, ownerId: null });
    const [first, second] = [await open(owned), await open(free)];
    expect(await org.as.admin.query(api.leads.get, { orgId, leadId: first })).toMatchObject({
      ownerId: org.users.manager,
    });
    expect(await org.as.admin.query(api.leads.get, { orgId, leadId: second })).toMatchObject({
      ownerId: org.users.sales,
    });
  });

  test("LED-24 bad input is refused in words: a foreign customer, a title too long, a limit without measure", async () => {
    const neighbour = await newOrganization(backend, "neighbour");
    const { customerId } = await neighbour.as.admin.mutation(api.customers.create, {
      orgId: neighbour.orgId,
      input: { name: "Theirs", email: "theirs@example.com" },
    });
    await expect(open(customerId)).rejects.toMatchObject(refused("NOT_FOUND"));
    const leadId = await open(await newCustomer("Maria Silva"));
    await expect(
      org.as.admin.mutation(api.leads.rename, { orgId, leadId, title: "x".repeat(201) }),
    ).rejects.toMatchObject(refused("VALIDATION_ERROR"));
    for (const limit of [0, 501, 1.5, Number.NaN]) {
      await expect(org.as.admin.query(api.leads.list, { orgId, status: "new", limit })).rejects.toMatchObject(
        refused("LIMIT_EXCEEDED"),
      );
    }
  });
});

test("PRF LED-28 with 3,000 leads a column of 50, filtered or not, and the counts read at most 200 documents", async () => {
  const bounded = newBackend({ documentsRead: 200 });
  const world = await newOrganization(bounded, "large");
  const { customerId } = await world.as.admin.mutation(api.customers.create, {
    orgId: world.orgId,
    input: { name: "Busy Customer", email: "busy@example.com" },
  });
  const owners = [world.users.sales, world.users.manager, undefined];
  for (let block = 0; block < 30; block++) {
    await bounded.run(async (ctx) => {
      for (let i = 0; i < 100; i++) {
        const at = block * 100 + i;
        const ownerId = owners[at % 3];
        await ctx.db.insert("leads", {
          orgId: world.orgId,
          customerId,
          status: "new",
          source: at % 2 ? "website" : "manual",
          answers: [],
          inquiries: 1,
          lastInquiryAt: at,
          stageEnteredAt: at,
          isSample: false,
          createdAt: at,
          updatedAt: at,
          createdBy: "job:seed",
          updatedBy: "job:seed",
          ...(ownerId ? { ownerId } : {}),
        });
      }
    });
  }
  const list = (filter: object) =>
    world.as.admin.query(api.leads.list, { orgId: world.orgId, status: "new", limit: 50, ...filter });
  expect((await list({})).leads.map(({ lastInquiryAt }) => lastInquiryAt)).toEqual(
    Array.from({ length: 50 }, (_, i) => 2999 - i),
  );
  expect((await list({ owner: world.users.sales })).leads).toHaveLength(50);
  expect((await list({ owner: "unassigned" })).more).toBe(true);
  expect((await list({ source: "website" })).leads.every(({ source }) => source === "website")).toBe(true);
  const own = await world.as.sales.query(api.leads.list, { orgId: world.orgId, status: "new", limit: 50 });
  expect(own.leads).toHaveLength(50);
  await world.as.admin.query(api.leads.counts, { orgId: world.orgId });
});

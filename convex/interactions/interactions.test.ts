import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { errorBody } from "../rest/errorBody";
import { dayMs } from "../shared/days";
import { httpStatus, orbitError } from "../shared/errors";
import { interactionTypes } from "./types";

const page = { numItems: 20, cursor: null };
const said = { subject: "Asked about Altai", description: "Wants four places in June." };

async function customerOf({ backend }: World, id: string) {
  return (await backend.run((ctx) => ctx.db.get("customers", id as never)))!;
}

describe("interactions", () => {
  test("INT-10: every field comes back; an edit moves updatedAt and is in the history", async () => {
    const { org, customerId, backend } = await newWorld();
    const { orgId, as } = org;
    const contactId = await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Ada", lastName: "Byron" },
    });
    const input = {
      ...said,
      type: "call",
      outcome: "Sends passport copies",
      interactionDate: Date.now() - dayMs,
      duration: 45,
      contactId,
      contactMethod: "+7 701 234 56 78",
      successful: false,
      assignedTo: org.users.manager,
    };
    const interactionId = await as.sales.mutation(api.interactions.create, { orgId, customerId, input });
    const args = { orgId, customerId, type: null, paginationOpts: page };
    const listed = (await as.sales.query(api.interactions.list, args)).page;
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatchObject({ ...input, assigneeName: "ours manager", contactName: "Ada Byron" });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await as.sales.mutation(api.interactions.update, {
      orgId,
      interactionId,
      input: { subject: "Asked about Charyn", outcome: "" },
    });
    const [edited] = (await as.sales.query(api.interactions.list, args)).page;
    expect(edited).toMatchObject({
      subject: "Asked about Charyn",
      description: said.description,
      successful: false,
    });
    expect(edited).not.toHaveProperty("outcome");
    expect(edited!.updatedAt).toBeGreaterThan(listed[0]!.updatedAt);
    const audit = await backend.run((ctx) =>
      ctx.db
        .query("auditLog")
        .withIndex("by_entity", (q) =>
          q.eq("orgId", orgId).eq("entity", "interactions").eq("entityId", interactionId),
        )
        .collect(),
    );
    expect(audit.map((row) => row.action)).toEqual(["logged", "updated"]);
    expect(audit[1]!.changes[0]).toEqual({ field: "subject", from: said.subject, to: "Asked about Charyn" });
  });

  test("INT-02: eleven types, phone is a call, fax is refused", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const log = (type: string) =>
      as.sales.mutation(api.interactions.create, { orgId, customerId, input: { ...said, type } });
    for (const type of interactionTypes) await log(type);
    await log("phone");
    const counts = await as.sales.query(api.interactions.counts, { orgId, customerId });
    expect(counts).toEqual({ ...Object.fromEntries(interactionTypes.map((type) => [type, 1])), call: 2 });
    expect(await refusal(log("fax"))).toBe("VALIDATION_ERROR");
  });

  test("INT-23: the chip's count is what the filter lists, also after an edit of the type", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const log = (type: string) =>
      as.sales.mutation(api.interactions.create, { orgId, customerId, input: { ...said, type } });
    await log("call");
    const second = await log("call");
    await log("note");
    await as.sales.mutation(api.interactions.update, {
      orgId,
      interactionId: second,
      input: { type: "sms" },
    });
    const counts = await as.sales.query(api.interactions.counts, { orgId, customerId });
    for (const type of interactionTypes) {
      const listed = await as.sales.query(api.interactions.list, {
        orgId,
        customerId,
        type,
        paginationOpts: page,
      });
      expect(listed.page).toHaveLength(counts[type] ?? 0);
    }
    expect(counts).toEqual({ call: 1, sms: 1, note: 1 });
  });

  test.each([
    [{ interactionDate: Number.NaN }, "INVALID_INTERACTION"],
    [{ interactionDate: -1e15 }, "INVALID_INTERACTION"],
    [{ interactionDate: 1e18 }, "INVALID_INTERACTION"],
    [{ interactionDate: Date.now() + dayMs }, "INVALID_INTERACTION"],
    [{ duration: -5 }, "VALIDATION_ERROR"],
    [{ duration: 1.5 }, "VALIDATION_ERROR"],
    [{ subject: " " }, "VALIDATION_ERROR"],
    [{ description: "" }, "VALIDATION_ERROR"],
    [{ description: "x".repeat(10_001) }, "VALIDATION_ERROR"],
    [{ followUp: { dueAt: Date.now() - 30 * dayMs } }, "VALIDATION_ERROR"],
    [{ followUp: { dueAt: 1e17 } }, "VALIDATION_ERROR"],
  ])("INT-03, INT-06: %j is refused with %s and leaves nothing", async (bad, code) => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const { customerId } = world;
    const input = { type: "call", ...said, ...bad };
    const call = as.sales.mutation(api.interactions.create, { orgId, customerId, input });
    expect(await refusal(call)).toBe(code);
    const counts = await as.sales.query(api.interactions.counts, { orgId, customerId });
    expect(counts).toEqual({});
    expect((await customerOf(world, customerId)).lastContactAt).toBe(0);
  });

  test("INT-07: minutes are whole and not negative; none and forty-five are kept", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const log = (duration: number) =>
      as.sales.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { ...said, type: "call", duration },
      });
    for (const duration of [-5, -0.5, 1.5]) expect(await refusal(log(duration))).toBe("VALIDATION_ERROR");
    expect(httpStatus.VALIDATION_ERROR).toBe(400);
    await log(0);
    await log(45);
    const args = { orgId, customerId, type: null, paginationOpts: page };
    const listed = (await as.sales.query(api.interactions.list, args)).page;
    expect(new Set(listed.map(({ duration }) => duration))).toEqual(new Set([0, 45]));
  });

  test("INT-06: a meeting may be planned, and is no contact until it has happened", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const { customerId } = world;
    const input = { type: "meeting", ...said, interactionDate: Date.now() + 2 * dayMs };
    await as.sales.mutation(api.interactions.create, { orgId, customerId, input });
    expect((await customerOf(world, customerId)).lastContactAt).toBe(0);
  });

  test("INT-13: lastContact only moves forward, and the score follows in the same moment", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const { customerId } = world;
    const log = (interactionDate: number) =>
      as.sales.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { type: "call", ...said, interactionDate },
      });
    const newest = Date.now() - dayMs;
    await log(newest);
    const before = await as.sales.query(api.scores.get, { orgId, customerId });
    await log(newest - 10 * dayMs);
    expect((await customerOf(world, customerId)).lastContactAt).toBe(newest);
    const after = await as.sales.query(api.scores.get, { orgId, customerId });
    expect(after!.score).toBeGreaterThan(before!.score);
  });

  test("INT-08, FUP-01, FUP-03: asking for a follow-up creates it and shows the earliest on the customer", async () => {
    const world = await newWorld();
    const { orgId, as, users } = world.org;
    const { customerId } = world;
    const log = (dueAt: number) =>
      as.sales.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { type: "call", ...said, followUp: { dueAt } },
      });
    const [sooner, later] = [Date.now() + dayMs, Date.now() + 3 * dayMs];
    await log(later);
    await log(sooner);
    const { open } = await as.sales.query(api.followUps.ofCustomer, { orgId, customerId });
    expect(open.map(({ title, dueAt, ownerId }) => ({ title, dueAt, ownerId }))).toEqual([
      { title: said.subject, dueAt: sooner, ownerId: users.sales },
      { title: said.subject, dueAt: later, ownerId: users.sales },
    ]);
    expect((await customerOf(world, customerId)).nextFollowUpAt).toBe(sooner);
    await as.sales.mutation(api.followUps.complete, { orgId, followUpId: open[0]!._id });
    expect((await customerOf(world, customerId)).nextFollowUpAt).toBe(later);
    await as.sales.mutation(api.followUps.complete, { orgId, followUpId: open[1]!._id });
    expect((await customerOf(world, customerId)).nextFollowUpAt).toBeUndefined();
  });

  test("INT-09, CON-11: a contact or quote of another customer or organization is refused, and one of this customer is kept", async () => {
    const { org, other, customerId } = await newWorld();
    const { orgId, as } = org;
    const second = await newCustomer(org);
    const add = (where: typeof org, id: typeof customerId) =>
      where.as.admin.mutation(api.contacts.create, {
        orgId: where.orgId,
        customerId: id,
        input: { firstName: "A", lastName: "B" },
      });
    const offer = (where: typeof org, id: typeof customerId) =>
      where.as.admin.mutation(api.quotes.create, {
        orgId: where.orgId,
        customerId: id,
        input: {
          subject: "Altai",
          lines: [{ description: "Tour", quantity: 1000, unitPrice: 45_000, taxRate: 0 }],
          validUntil: "2099-01-01",
        },
      });
    const log = (input: object) =>
      as.sales.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { type: "call", ...said, ...input },
      });
    const foreign = await newCustomer(other);
    for (const [path, id] of [
      ["contactId", await add(org, second)],
      ["contactId", await add(other, foreign)],
      ["relatedQuoteId", await offer(org, second)],
      ["relatedQuoteId", await offer(other, foreign)],
    ] as const) {
      const refused = await log({ [path]: id }).then(() => null, orbitError);
      expect(refused, path).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
      expect(errorBody(refused!, 0).status).toBe(422);
    }
    const own = { contactId: await add(org, customerId), relatedQuoteId: await offer(org, customerId) };
    await log(own);
    const args = { orgId, customerId, type: null, paginationOpts: page };
    expect((await as.sales.query(api.interactions.list, args)).page[0]).toMatchObject(own);
    const brand = as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", ...said, assignedTo: org.users.brand },
    });
    expect(await refusal(brand)).toBe("INVALID_ASSIGNMENT");
  });

  test("INT-15: the history tells the ids it holds by name: contact, person and quote", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as, users } = org;
    const contactId = await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Anna", lastName: "Brook" },
    });
    const interactionId = await as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", ...said },
    });
    await as.sales.mutation(api.interactions.update, {
      orgId,
      interactionId,
      input: { contactId, assignedTo: users.manager },
    });
    const { page: entries } = await as.sales.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: { numItems: 1, cursor: null },
    });
    expect(entries[0]!.names).toMatchObject({ [contactId]: "Anna Brook", [users.manager]: "ours manager" });
  });

  test("INT-11 TEN-12 TEN-11: the owner reads and writes, the team reads, another team is refused, manager and admin may all; a neighbour finds nothing", async () => {
    const { backend, org, other, customerId } = await newWorld();
    const { orgId, users } = org;
    // The team mate and the rep of another team: two more of the same role.
    const { support: mate, brand: outsider, sales: owner } = org.as;
    await backend.run(async (ctx) => {
      const teamOf = async (name: string) =>
        await ctx.db.insert("teams", { orgId, name, createdAt: 0, updatedAt: 0 });
      const [north, south] = [await teamOf("North"), await teamOf("South")];
      const teams = { [users.sales]: north, [users.support]: north, [users.brand]: south };
      for (const row of await ctx.db.query("memberships").collect()) {
        const teamId = teams[row.userId];
        if (teamId !== undefined) await ctx.db.patch("memberships", row._id, { role: "sales", teamId });
      }
      const settings = (await ctx.db.query("orgSettings").collect()).find((row) => row.orgId === orgId)!;
      await ctx.db.patch("orgSettings", settings._id, { recordVisibility: "team" });
    });
    const log = (as: typeof owner) =>
      as.mutation(api.interactions.create, { orgId, customerId, input: { type: "call", ...said } });
    const read = async (as: typeof owner) =>
      (await as.query(api.interactions.list, { orgId, customerId, type: null, paginationOpts: page })).page
        .length;
    const rename = (as: typeof owner) =>
      as.mutation(api.customers.update, { orgId, customerId, patch: { notes: "Prefers mornings" } });
    await log(owner);
    expect(await read(mate)).toBe(1);
    for (const call of [log(mate), rename(mate)]) expect(await refusal(call)).toBe("FORBIDDEN");
    for (const call of [read(outsider), log(outsider), rename(outsider)])
      expect(await refusal(call)).toBe("OUT_OF_REACH");
    expect(httpStatus.OUT_OF_REACH).toBe(403);
    for (const as of [org.as.manager, org.as.admin]) {
      await log(as);
      await rename(as);
    }
    expect(await read(org.as.admin)).toBe(3);
    for (const call of [read(other.as.admin), log(other.as.admin)])
      expect(await refusal(call)).toBe("NOT_FOUND");
    const { orgId: theirs, as: neighbours } = other;
    const foreign = neighbours.admin.query(api.interactions.list, {
      orgId: theirs,
      customerId,
      type: null,
      paginationOpts: page,
    });
    expect(await refusal(foreign)).toBe("NOT_FOUND");
  });

  test("TEN-09: support opens any customer and logs a support interaction; what the record says is not theirs to change", async () => {
    const { org, other } = await newWorld();
    const { orgId, as } = org;
    for (const owner of ["sales", "manager"] as const) {
      const customerId = await newCustomer(org, owner);
      const { name } = await as.support.query(api.customers.get, { orgId, customer: customerId });
      expect(name).toMatch(/^Person/);
      await as.support.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { type: "support", ...said },
      });
      const asked = { orgId, customerId, type: null, paginationOpts: page };
      expect((await as.support.query(api.interactions.list, asked)).page).toMatchObject([
        { type: "support" },
      ]);
      const change = as.support.mutation(api.customers.update, {
        orgId,
        customerId,
        patch: { name: "Else" },
      });
      expect(await refusal(change)).toBe("FORBIDDEN");
      expect((await as.support.query(api.customers.get, { orgId, customer: customerId })).name).toBe(name);
    }
    const foreign = await newCustomer(other);
    expect(await refusal(as.support.query(api.customers.get, { orgId, customer: foreign }))).toBe(
      "NOT_FOUND",
    );
  });

  test("owner and support write, an outsider is told that it is a colleague's, brand is forbidden", async () => {
    const { org } = await newWorld();
    const { orgId, as } = org;
    const customerId = await newCustomer(org, "manager");
    const log = (role: "admin" | "manager" | "sales" | "support" | "brand") =>
      as[role].mutation(api.interactions.create, { orgId, customerId, input: { type: "support", ...said } });
    const read = (role: "admin" | "manager" | "sales" | "support" | "brand") =>
      as[role].query(api.interactions.list, { orgId, customerId, type: null, paginationOpts: page });
    await log("admin");
    await log("manager");
    await log("support");
    expect(await refusal(log("sales"))).toBe("OUT_OF_REACH");
    expect(await refusal(log("brand"))).toBe("FORBIDDEN");
    expect((await read("support")).page).toHaveLength(3);
    expect(await refusal(read("sales"))).toBe("OUT_OF_REACH");
    expect(await refusal(read("brand"))).toBe("FORBIDDEN");
  });

  test("INT-27: a page of a long history reads at most 200 documents", async () => {
    const { backend, org, customerId } = await newWorld({ documentsRead: 200 });
    const { orgId, users } = org;
    await backend.run(async (ctx) => {
      for (let index = 0; index < 2000; index += 1) {
        await ctx.db.insert("interactions", {
          orgId,
          customerId,
          type: index % 3 === 0 ? "call" : "note",
          ...said,
          interactionDate: Date.now() - index * 60_000,
          successful: true,
          assignedTo: users.sales,
          requiresFollowUp: false,
          automatic: false,
          createdAt: 1,
          updatedAt: 1,
          createdBy: "x",
          updatedBy: "x",
        });
      }
    });
    const first = await org.as.sales.query(api.interactions.list, {
      orgId,
      customerId,
      type: "call",
      paginationOpts: { numItems: 1000, cursor: null },
    });
    expect(first.page).toHaveLength(40);
    expect(first.page.every((row) => row.type === "call")).toBe(true);
    const next = await org.as.sales.query(api.interactions.list, {
      orgId,
      customerId,
      type: "call",
      paginationOpts: { numItems: 40, cursor: first.continueCursor },
    });
    expect(next.page[0]!.interactionDate).toBeLessThan(first.page.at(-1)!.interactionDate);
    await org.as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", ...said },
    });
  });
});

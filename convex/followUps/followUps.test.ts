import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import type { Organization } from "../world.testkit";

const page = { numItems: 50, cursor: null };
const soon = () => Date.now() + dayMs;

function plan(
  org: Organization,
  customerId: Id<"customers">,
  role: "sales" | "manager" | "support" = "sales",
  ownerId?: Id<"users">,
) {
  return org.as[role].mutation(api.followUps.create, {
    orgId: org.orgId,
    customerId,
    input: { title: "Call back", dueAt: soon(), ...(ownerId === undefined ? {} : { ownerId }) },
  });
}
const due = (
  org: Organization,
  role: "admin" | "sales" | "manager" | "support" | "brand",
  owner: Id<"users"> | null,
) =>
  org.as[role].query(api.followUps.due, {
    orgId: org.orgId,
    owner,
    from: 0,
    to: Date.now() + 30 * dayMs,
    paginationOpts: page,
  });

describe("follow-ups", () => {
  test("FUP-02 INT-26: a rep sees their own, a manager everybody's or one person's, nobody else more", async () => {
    const { org, customerId } = await newWorld();
    await plan(org, customerId);
    const managers = await newCustomer(org, "manager");
    await plan(org, managers, "manager");
    expect((await due(org, "sales", org.users.sales)).page.map((row) => row.customer._id)).toEqual([
      customerId,
    ]);
    expect((await due(org, "manager", null)).page).toHaveLength(2);
    expect((await due(org, "manager", org.users.sales)).page).toHaveLength(1);
    expect(await refusal(due(org, "sales", null))).toBe("FORBIDDEN");
    expect(await refusal(due(org, "sales", org.users.manager))).toBe("FORBIDDEN");
    expect(await refusal(due(org, "brand", null))).toBe("FORBIDDEN");
  });

  test("FUP-04: completing with an outcome logs an interaction, once, and can ask for the next step", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const followUpId = await plan(org, customerId);
    const outcome = {
      type: "call",
      subject: "Reached her",
      description: "Agreed on June.",
      followUp: { title: "Send quote", dueAt: soon() },
    };
    const first = await as.sales.mutation(api.followUps.complete, { orgId, followUpId, outcome });
    const again = await as.sales.mutation(api.followUps.complete, { orgId, followUpId, outcome });
    expect(again).toEqual(first);
    const logged = await as.sales.query(api.interactions.list, {
      orgId,
      customerId,
      type: null,
      paginationOpts: page,
    });
    expect(logged.page.map((row) => row.subject)).toEqual(["Reached her"]);
    const { open } = await as.sales.query(api.followUps.ofCustomer, { orgId, customerId });
    expect(open.map((row) => row.title)).toEqual(["Send quote"]);
  });

  test("FUP-04: snooze, reassign, cancel and reopen move what is due, and each is in the history", async () => {
    const { org, customerId, backend } = await newWorld();
    const { orgId, as, users } = org;
    const followUpId = await plan(org, customerId);
    const later = Date.now() + 5 * dayMs;
    await as.sales.mutation(api.followUps.update, { orgId, followUpId, input: { dueAt: later } });
    await as.sales.mutation(api.followUps.update, { orgId, followUpId, input: { ownerId: users.support } });
    const [row] = (await due(org, "support", users.support)).page;
    expect(row).toMatchObject({ dueAt: later, snoozes: 1, ownerName: "ours support" });
    await as.support.mutation(api.followUps.cancel, { orgId, followUpId });
    expect((await due(org, "manager", null)).page).toEqual([]);
    expect(
      await refusal(as.support.mutation(api.followUps.update, { orgId, followUpId, input: { title: "x" } })),
    ).toBe("INVALID_STATUS_CHANGE");
    await as.support.mutation(api.followUps.reopen, { orgId, followUpId });
    expect((await due(org, "manager", null)).page).toHaveLength(1);
    const audit = await backend.run((ctx) =>
      ctx.db
        .query("auditLog")
        .withIndex("by_entity", (q) =>
          q.eq("orgId", orgId).eq("entity", "followUps").eq("entityId", followUpId),
        )
        .collect(),
    );
    expect(audit.map((entry) => entry.action)).toEqual([
      "created",
      "updated",
      "updated",
      "cancelled",
      "reopened",
    ]);
  });

  test.each([
    [{ title: " " }, "VALIDATION_ERROR"],
    [{ dueAt: Date.now() - 40 * dayMs }, "VALIDATION_ERROR"],
    [{ dueAt: 1.5e18 }, "VALIDATION_ERROR"],
  ])("FUP-02: %j is refused", async (bad, code) => {
    const { org, customerId } = await newWorld();
    const call = org.as.sales.mutation(api.followUps.create, {
      orgId: org.orgId,
      customerId,
      input: { title: "Call back", dueAt: soon(), ...bad },
    });
    expect(await refusal(call)).toBe(code);
  });

  test("FUP-04: another rep's follow-up on a hidden customer is out of reach; one's own stays doable", async () => {
    const { org } = await newWorld();
    const { orgId, as, users } = org;
    const customerId = await newCustomer(org, "manager");
    const managers = await plan(org, customerId, "manager");
    const given = await plan(org, customerId, "manager", users.sales);
    const complete = (followUpId: Id<"followUps">) =>
      as.sales.mutation(api.followUps.complete, { orgId, followUpId });
    expect(await refusal(complete(managers))).toBe("OUT_OF_REACH");
    await complete(given);
    expect((await due(org, "sales", users.sales)).page).toEqual([]);
  });

  test("FUP-09: an assignment takes open work along and tells the new owner", async () => {
    vi.useFakeTimers();
    const { org, customerId, backend } = await newWorld();
    const { orgId, as, users } = org;
    await plan(org, customerId);
    await as.manager.mutation(api.customers.assign, { orgId, customerId, ownerId: users.admin });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.useRealTimers();
    expect((await due(org, "sales", users.sales)).page).toEqual([]);
    expect((await due(org, "admin", users.admin)).page).toHaveLength(1);
    const arrivals = await as.admin.query(api.followUps.arrivals, { orgId, since: 0 });
    expect(arrivals).toMatchObject([{ byName: "ours manager", customer: { _id: customerId } }]);
    expect(await as.sales.query(api.followUps.arrivals, { orgId, since: 0 })).toEqual([]);
  });

  test("FUP-02: what is due reads at most 200 documents, however much there is", async () => {
    const { backend, org, customerId } = await newWorld({ documentsRead: 200 });
    const { orgId, users } = org;
    await backend.run(async (ctx) => {
      for (let index = 0; index < 1500; index += 1) {
        await ctx.db.insert("followUps", {
          orgId,
          customerId,
          title: `Call ${index}`,
          dueAt: Date.now() + index * 1000,
          ownerId: users.sales,
          status: "open",
          snoozes: 0,
          createdAt: index,
          updatedAt: index,
          createdBy: "x",
        });
      }
    });
    const listed = await org.as.manager.query(api.followUps.due, {
      orgId,
      owner: null,
      from: 0,
      to: Date.now() + 30 * dayMs,
      paginationOpts: { numItems: 1000, cursor: null },
    });
    expect(listed.page).toHaveLength(60);
    const { open, hasMore } = await org.as.sales.query(api.followUps.ofCustomer, { orgId, customerId });
    expect([open.length, hasMore]).toEqual([50, true]);
  });
});

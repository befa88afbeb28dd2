import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal } from "../engagement.testkit";
import { refusalOf } from "../world.testkit";

async function world() {
  const given = await newWorld();
  const { org, backend, customerId } = given;
  const { orgId } = org;
  const entries = async (id: Id<"customers"> = customerId) =>
    (
      await org.as.admin.query(api.history.list, {
        orgId,
        customerId: id,
        paginationOpts: { numItems: 30, cursor: null },
      })
    ).page;
  const newest = async (entity: string, id = customerId) =>
    (await entries(id)).find((entry) => entry.entity === entity)!;
  const undo = (auditId: Id<"auditLog">, role: "sales" | "admin" | "support" = "sales") =>
    org.as[role].mutation(api.history.undo, { orgId, auditId });
  const contacts = async (id = customerId) =>
    (await org.as.admin.query(api.contacts.list, { orgId, customerId: id })).contacts;
  const interactions = async () =>
    (
      await org.as.admin.query(api.interactions.list, {
        orgId,
        customerId,
        type: null,
        paginationOpts: { numItems: 30, cursor: null },
      })
    ).page;
  const customer = () => backend.run((ctx) => ctx.db.get("customers", customerId));
  return { ...given, orgId, entries, newest, undo, contacts, interactions, customer };
}

describe("undo of contacts", () => {
  test("CON-12: adding, changing and removing a contact are taken back, and the taking back too", async () => {
    const { org, orgId, customerId, newest, undo, contacts } = await world();
    const add = (firstName: string) =>
      org.as.sales.mutation(api.contacts.create, {
        orgId,
        customerId,
        input: { firstName, lastName: "Lind", phone: "8 701 000 00 09" },
      });
    const first = await add("Ada");
    await org.as.sales.mutation(api.contacts.update, {
      orgId,
      contactId: first,
      input: { phone: "", title: "Head" },
    });
    await undo((await newest("contacts"))._id);
    expect((await contacts())[0]).toMatchObject({ phone: "8 701 000 00 09", phoneE164: "+77010000009" });
    expect((await contacts())[0]!.title).toBeUndefined();

    await org.as.sales.mutation(api.contacts.remove, { orgId, contactId: first });
    const removed = (await newest("contacts"))._id;
    expect(await contacts()).toEqual([]);
    await undo(removed);
    expect((await contacts())[0]).toMatchObject({ _id: first, isPrimary: true });
    await undo((await newest("contacts"))._id);
    expect(await contacts()).toEqual([]);

    await add("Bo");
    await undo((await newest("contacts"))._id);
    expect(await contacts()).toEqual([]);
  });

  test("CON-04: undoing a promotion gives the rank back; there is one primary all the while", async () => {
    const { org, orgId, customerId, entries, undo, contacts } = await world();
    const add = (firstName: string) =>
      org.as.sales.mutation(api.contacts.create, {
        orgId,
        customerId,
        input: { firstName, lastName: "Lind" },
      });
    const [ada, bo] = [await add("Ada"), await add("Bo")];
    await org.as.sales.mutation(api.contacts.makePrimary, { orgId, contactId: bo });
    const promotion = (await entries()).find(({ changes }) =>
      changes.some(({ field, to }) => field === "isPrimary" && to === true),
    )!;
    await undo(promotion._id);
    const ranks = async () => (await contacts()).filter((one) => one.isPrimary).map(({ _id }) => _id);
    expect(await ranks()).toEqual([ada]);
    // Undone already: nobody is promoted a second time.
    expect(await refusalOf(undo(promotion._id))).toMatchObject({
      code: "UNDO_CONFLICT",
      fields: ["isPrimary"],
    });
    expect(await ranks()).toEqual([ada]);
  });

  test("a business keeps its only contact, also against an undo", async () => {
    const { org, newest, undo, contacts } = await world();
    const business = await newCustomer(org, "sales", { name: "Big Firm", type: "business" });
    expect(await refusalOf(undo((await newest("contacts", business))._id))).toEqual({
      code: "PRIMARY_CONTACT_REQUIRED",
    });
    expect(await contacts(business)).toHaveLength(1);
  });

  test("CON-12: a contact changed since is not overwritten: both values come back with the refusal", async () => {
    const { org, orgId, customerId, newest, undo, contacts } = await world();
    const contactId = await org.as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Ada", lastName: "Lind", title: "Head" },
    });
    const retitle = (title: string) =>
      org.as.admin.mutation(api.contacts.update, { orgId, contactId, input: { title } });
    await retitle("Director");
    const { _id } = await newest("contacts");
    await retitle("Owner");
    expect(await refusalOf(undo(_id))).toEqual({
      code: "UNDO_CONFLICT",
      fields: ["title"],
      conflicts: [{ field: "title", mine: "Head", theirs: "Owner" }],
    });
    expect((await contacts())[0]!.title).toBe("Owner");
  });
});

describe("undo of interactions", () => {
  const call = { type: "call", subject: "Price", description: "Asked for the price" };

  test("INT-10: a correction is taken back, with its count; a later correction shows both values", async () => {
    const { org, orgId, customerId, newest, undo, interactions } = await world();
    const interactionId = await org.as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: call,
    });
    const correct = (input: object) =>
      org.as.sales.mutation(api.interactions.update, { orgId, interactionId, input });
    await correct({ type: "email", subject: "Price list" });
    await undo((await newest("interactions"))._id);
    expect((await interactions())[0]).toMatchObject({ type: "call", subject: "Price" });
    expect(await org.as.sales.query(api.interactions.counts, { orgId, customerId })).toEqual({ call: 1 });

    await correct({ subject: "One" });
    const first = (await newest("interactions"))._id;
    await correct({ subject: "Two" });
    expect(await refusalOf(undo(first))).toMatchObject({
      code: "UNDO_CONFLICT",
      conflicts: [{ field: "subject", mine: "Price", theirs: "Two" }],
    });
  });

  test("INT-10 INT-25: an entry logged by mistake goes, with its count, its touch and its follow-up, and can come back", async () => {
    const { backend, org, orgId, customerId, newest, entries, undo, interactions, customer } = await world();
    const before = Date.now() - 86_400_000;
    const log = (input: object) =>
      org.as.sales.mutation(api.interactions.create, { orgId, customerId, input: { ...call, ...input } });
    await log({ interactionDate: before });
    await log({ subject: "Wrong customer", followUp: { dueAt: Date.now() + 86_400_000 } });
    expect((await customer())!.lastContactAt).toBeGreaterThan(before);
    const logged = (await newest("interactions"))._id;
    await undo(logged);
    expect((await interactions()).map(({ subject }) => subject)).toEqual(["Price"]);
    expect(await org.as.sales.query(api.interactions.counts, { orgId, customerId })).toEqual({ call: 1 });
    expect(await customer()).toMatchObject({ lastContactAt: before });
    expect((await customer())!.nextFollowUpAt).toBeUndefined();
    const [followUp] = await backend.run((ctx) => ctx.db.query("followUps").collect());
    expect(followUp).toMatchObject({ status: "cancelled" });
    expect(followUp!.interactionId).toBeUndefined();

    const withdrawn = (await entries()).find(({ action }) => action === "withdrawn")!;
    expect(withdrawn.undoes).toBe(logged);
    await undo(withdrawn._id);
    expect((await interactions()).map(({ subject }) => subject)).toEqual(["Wrong customer", "Price"]);
    expect(await org.as.sales.query(api.interactions.counts, { orgId, customerId })).toEqual({ call: 2 });
    expect(await refusalOf(undo(logged))).toMatchObject({ code: "UNDO_CONFLICT" });
  });

  test("INT-05: older names are understood; purpose, method and a call nobody answered are kept", async () => {
    const { org, orgId, customerId, interactions } = await world();
    await org.as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: {
        contactType: "phone",
        title: "Second try",
        notes: "Nobody answered",
        activity_date: "2024-03-05T10:00:00Z",
        contactMethod: "+7 701 234 56 78",
        purpose: "follow-up",
        contactedBy: org.users.sales,
        successful: false,
      },
    });
    expect((await interactions())[0]).toMatchObject({
      type: "call",
      subject: "Second try",
      description: "Nobody answered",
      interactionDate: Date.UTC(2024, 2, 5, 10),
      contactMethod: "+7 701 234 56 78",
      purpose: "follow-up",
      assignedTo: org.users.sales,
      successful: false,
    });
    const wrong = (input: object) =>
      refusalOf(
        org.as.sales.mutation(api.interactions.create, { orgId, customerId, input: { ...call, ...input } }),
      );
    expect(await wrong({ activity_date: "soon" })).toMatchObject({ code: "INVALID_INTERACTION" });
    expect(await wrong({ purpose: "x".repeat(101) })).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "purpose" }],
    });
    const before = Date.now();
    await org.as.sales.mutation(api.interactions.create, { orgId, customerId, input: call });
    expect((await interactions())[0]!.interactionDate).toBeGreaterThanOrEqual(before);
  });
});

test("TEN-14: undo is offered to whoever could do what it does, and to nobody else", async () => {
  const { org, orgId, customerId } = await world();
  const { as } = org;
  await as.sales.mutation(api.customers.update, { orgId, customerId, patch: { companyName: "Lind Ltd" } });
  await as.admin.mutation(api.customers.deactivate, { orgId, customerId, reason: "Moved" });
  await as.admin.mutation(api.customers.reactivate, { orgId, customerId });
  const tierId = await as.admin.mutation(api.vip.create, { orgId, input: { name: "Gold" } });
  await as.admin.mutation(api.vip.assign, { orgId, customerId, tierId });
  const offered = async (role: "admin" | "sales") => {
    const paginationOpts = { numItems: 30, cursor: null };
    const { page } = await as[role].query(api.history.list, { orgId, customerId, paginationOpts });
    return page.filter(({ undoableUntil }) => undoableUntil !== null).map(({ action }) => action);
  };
  expect(await offered("admin")).toContain("tierChanged");
  expect(await offered("sales")).not.toContain("tierChanged");
  expect(await offered("sales")).toContain("updated");
  for (const { action, _id } of (
    await as.sales.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: { numItems: 30, cursor: null },
    })
  ).page.filter(({ undoableUntil }) => undoableUntil === null))
    expect(await refusal(as.sales.mutation(api.history.undo, { orgId, auditId: _id })), action).toMatch(
      /FORBIDDEN|UNDO_EXPIRED/,
    );
});

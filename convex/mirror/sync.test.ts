import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { danglingIds } from "../integrity/dangling.testkit";
import { codeOf, newOrganization } from "../world.testkit";
import { firstPage, mirrorOf, mirrorWorld } from "./mirror.testkit";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

const anna = {
  id: 101,
  customer_name: "Anna Karlsson",
  contact_number: "+7 701 111 22 33",
  email: "anna@x.test",
  address: "Abay 10",
  date_of_birth: "1990-04-05",
  available_credit: "12.50",
  available_point: 40,
  stable_hash_id: "hash-anna",
};

describe("from the point of sale", () => {
  test("POS-01 POS-38: ten rows become ten customers with codes of their own; a changed row changes its customer; the same file again changes nothing", async () => {
    const { bring, all, customerOf, admin, orgId, status } = await mirrorWorld();
    const rows = Array.from({ length: 10 }, (_, at) => ({
      id: 200 + at,
      customer_name: `Person Number${"abcdefghij"[at]}`,
      contact_number: `+770120000${10 + at}`,
    }));
    expect(await bring(...rows)).toEqual(Array(10).fill("queued"));
    const customers = await all("customers");
    expect(customers).toHaveLength(10);
    expect(new Set(customers.map(({ customerCode }) => customerCode)).size).toBe(10);
    expect(await bring({ ...rows[3], customer_name: "Renamed Person" })).toEqual(["queued"]);
    expect(await all("customers")).toHaveLength(10);
    expect((await customerOf("203")).name).toBe("Renamed Person");
    expect(await bring(rows[4]!)).toEqual(["unchanged"]);
    expect((await status()).customers).toEqual({ waiting: 0, synced: 10, conflict: 0, deleted: 0 });
    const listed = await admin.query(api.mirror.list, {
      orgId,
      state: null,
      text: "renamed",
      paginationOpts: firstPage,
    });
    expect(listed.page).toMatchObject([
      { legacyId: "203", name: "Renamed Person", state: "synced", customer: { name: "Renamed Person" } },
    ]);
  });

  test("a new customer takes everything the row says, opening balances too, and the history names the point of sale", async () => {
    const { bring, customerOf, admin, orgId } = await mirrorWorld();
    await bring({ ...anna, date_joined: "2020-02-03", sms_pdpa: true, email_pdpa: "false" });
    const customer = await customerOf("101");
    expect(customer).toMatchObject({
      name: "Anna Karlsson",
      phoneE164: "+77011112233",
      email: "anna@x.test",
      address: { line1: "Abay 10" },
      dateOfBirth: "1990-04-05",
      dateJoined: "2020-02-03",
      stableHashId: "hash-anna",
      availableCredit: 1250,
      loyaltyPoints: 40,
      smsConsent: true,
      emailConsent: false,
    });
    const { page } = await admin.query(api.history.list, {
      orgId,
      customerId: customer._id,
      paginationOpts: firstPage,
    });
    expect(page.map(({ channel, actorName }) => [channel, actorName])).toContainEqual([
      "pos",
      "Point of sale",
    ]);
  });

  test("POS-02 DUP-23: a phone that changes in the mirror, in the app and by an event is the same customer's, with the same code", async () => {
    const { bring, tell, all, customerOf, update, setStage } = await mirrorWorld();
    await bring(anna);
    const before = await customerOf("101");
    await bring({ ...anna, contact_number: "+7 701 999 00 11" });
    await tell({
      operationType: "UPDATE",
      legacyCustomerId: "101",
      dataPayload: { contact_number: "+7 701 999 00 22" },
    });
    await setStage("bookingsAndReverse");
    await update(before._id, { phone: "+7 701 999 00 33" });
    const after = await customerOf("101");
    expect(after).toMatchObject({
      _id: before._id,
      customerCode: before.customerCode,
      phoneE164: "+77019990033",
    });
    expect(await all("customers")).toHaveLength(1);
    expect(await all("legacyCustomers")).toHaveLength(1);
  });

  test("POS-02: a row under a new id is recognised by its stable hash, then by e-mail, then by phone however it is written", async () => {
    const { bring, all, create, customerOf, admin, orgId } = await mirrorWorld();
    await bring(anna);
    const known = await customerOf("101");
    // The point of sale gave the person a new row with the new phone: the hash tells.
    await bring({ ...anna, id: 102, contact_number: "+7 701 555 55 55", email: "" });
    expect((await customerOf("102"))._id).toBe(known._id);
    // A sale under either id is this customer's.
    for (const id of ["101", "102"])
      expect((await admin.query(api.customers.get, { orgId, customer: id }))._id).toBe(known._id);
    const boris = await create({ name: "Boris Stone", email: "boris@x.test" });
    await bring({ id: 103, customer_name: "B. Stone", email: "Boris@X.test" });
    expect((await customerOf("103"))._id).toBe(boris);
    await create({ name: "Vera Blum", phone: "+7 702 000 00 01" });
    await bring({ id: 104, customer_name: "Vera Blum", contact_number: "8 (702) 000-00-01" });
    expect((await customerOf("104")).name).toBe("Vera Blum");
    expect(await all("customers")).toHaveLength(3);
  });

  test("POS-31: what both sides changed waits for a person and neither is overwritten; choosing a side settles it", async () => {
    const { bring, update, customerOf, rowOf, open, admin, orgId, status, setStage } = await mirrorWorld();
    await bring(anna);
    const { _id } = await customerOf("101");
    await update(_id, { phone: "+7 702 222 22 22" });
    await bring({ ...anna, contact_number: "+7 703 333 33 33" });
    expect((await customerOf("101")).phoneE164).toBe("+77022222222");
    expect(await rowOf("101")).toMatchObject({ phone: "+7 703 333 33 33", state: "conflict" });
    const waiting = await open();
    expect(waiting).toMatchObject([
      {
        customerId: _id,
        field: "phone",
        legacyValue: "+7 703 333 33 33",
        newValue: "+7 702 222 22 22",
        isCritical: true,
      },
    ]);
    // Told again, it is still one question.
    await bring({ ...anna, contact_number: "+7 703 333 33 34" });
    expect(await open()).toMatchObject([{ legacyValue: "+7 703 333 33 34" }]);
    const choose = (choice: "legacy" | "new") =>
      admin.mutation(api.mirror.choose, { orgId, differenceId: waiting[0]!._id, choice });
    await choose("legacy");
    expect((await customerOf("101")).phoneE164).toBe("+77033333334");
    expect(await open()).toEqual([]);
    expect((await status()).differences).toEqual({ all: 0, critical: 0 });
    expect((await rowOf("101")).state).toBe("synced");
    expect(await codeOf(choose("new"))).toBe("INVALID_STATUS_CHANGE");
    // Our side, where the stage sends it: the point of sale takes it.
    await setStage("bookingsAndReverse");
    await admin.mutation(api.mirror.pause, { orgId });
    await update(_id, { name: "Anna Berg" });
    await bring({ ...anna, contact_number: "+7 703 333 33 34", customer_name: "Anna Carlsson-Lind" });
    await admin.mutation(api.mirror.resume, { orgId });
    await update(_id, { notes: "x" });
    const [name] = await open();
    await admin.mutation(api.mirror.choose, { orgId, differenceId: name!._id, choice: "new" });
    expect((await rowOf("101")).name).toBe("Anna Berg");
    expect((await customerOf("101")).name).toBe("Anna Berg");
  });

  test("a customer that is known already keeps what they have; what they lack is filled, what contradicts is asked", async () => {
    const { bring, create, open, rowOf } = await mirrorWorld();
    const customerId = await create({ name: "Anna K.", email: "anna@x.test" });
    await bring(anna);
    expect((await rowOf("101")).customerId).toBe(customerId);
    expect((await open()).map(({ field }) => field)).toEqual(["name"]);
  });

  test("POS-06 POS-07: a DELETE carries the id and what was there; the customer is unlinked and switched off with a reason, and nothing of them is lost", async () => {
    const { bring, tell, all, rowOf, customerOf, admin, orgId } = await mirrorWorld();
    await bring(anna);
    const before = await customerOf("101");
    expect(await tell({ operationType: "DELETE", legacyCustomerId: "101" })).toEqual(["queued"]);
    const job = (await all("syncJobs")).find(({ operationType }) => operationType === "DELETE")!;
    expect(job).toMatchObject({ legacyCustomerId: "101", status: "completed", customerId: before._id });
    expect(JSON.parse(job.dataPayload)).toMatchObject({ id: "101", name: "Anna Karlsson" });
    const after = await customerOf("101");
    expect(after).toMatchObject({
      isActive: false,
      status: "inactive",
      deactivationReason: "Deleted in the point of sale",
      phoneE164: before.phoneE164,
    });
    expect(await rowOf("101")).toMatchObject({ state: "deleted" });
    expect((await rowOf("101")).customerId).toBeUndefined();
    const { page } = await admin.query(api.history.list, {
      orgId,
      customerId: before._id,
      paginationOpts: firstPage,
    });
    expect(page.map(({ action }) => action)).toEqual(expect.arrayContaining(["created", "deactivated"]));
    // It comes back: the same customer, not another.
    await tell({ operationType: "INSERT", legacyCustomerId: "101", dataPayload: anna });
    expect((await rowOf("101")).customerId).toBe(before._id);
    expect(await all("customers")).toHaveLength(1);
    expect(await tell({ operationType: "DELETE", legacyCustomerId: "nobody" })).toEqual(["unknown"]);
  });

  test("a customer with another row in the point of sale stays on when one of the two goes", async () => {
    const { bring, tell, customerOf } = await mirrorWorld();
    await bring(anna);
    await bring({ ...anna, id: 102 });
    await tell({ operationType: "DELETE", legacyCustomerId: "102" });
    expect((await customerOf("101")).isActive).toBe(true);
  });

  test("a customer deleted here is not brought back; one that was merged away is found where it went", async () => {
    const { bring, all, customerOf, create, admin, orgId, settle, rowOf } = await mirrorWorld();
    await bring(anna, { id: 105, customer_name: "Pavel Orlov", email: "pavel@x.test" });
    const gone = await customerOf("105");
    await admin.mutation(api.customers.remove, { orgId, customerId: gone._id });
    await bring({ id: 105, customer_name: "Pavel Orlow", email: "pavel@x.test" });
    expect((await all("customers")).filter(({ status }) => status !== "deleted")).toHaveLength(1);
    const primary = await create({ name: "Anne Karlson", email: "anne@x.test" });
    const { _id } = await customerOf("101");
    await admin.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: primary,
      secondaryCustomerIds: [_id],
      mergeReason: "Same person",
    });
    await settle();
    await bring({ ...anna, address: "Lenin 5" });
    expect((await rowOf("101")).customerId).toBe(primary);
    expect((await all("customers")).filter(({ status }) => status !== "deleted")).toHaveLength(1);
  });
});

describe("to the point of sale", () => {
  test("POS-03 POS-34: a new customer gets a row there, and its id is written back once", async () => {
    const { create, all, rowOf, settle, admin, orgId } = await mirrorWorld("bookingsAndReverse");
    const customerId = await create({ name: "Ivan Petrov", phone: "+7 701 444 44 44" });
    const [row] = await all("legacyCustomers");
    expect(row).toMatchObject({ name: "Ivan Petrov", origin: "orbit", state: "synced", customerId });
    expect((await all("customers"))[0]!.legacyIds).toEqual([row!.legacyId]);
    await admin.mutation(api.mirror.syncNow, { orgId });
    await settle();
    expect(await all("legacyCustomers")).toHaveLength(1);
    expect((await rowOf(row!.legacyId)).customerId).toBe(customerId);
    const { page } = await admin.query(api.history.list, { orgId, customerId, paginationOpts: firstPage });
    expect(page.filter(({ action }) => action === "linked")).toHaveLength(1);
  });

  test("POS-03: who was there before the stage is found by the id they lack; samples, deleted and switched off ones are left out", async () => {
    const { create, all, setStage, admin, orgId } = await mirrorWorld();
    const wanted = await create({ name: "Ivan Petrov", phone: "+7 701 444 44 44" });
    const gone = await create({ name: "Gone Away", phone: "+7 701 444 44 45" });
    await admin.mutation(api.customers.remove, { orgId, customerId: gone });
    const off = await create({ name: "Switched Off", phone: "+7 701 444 44 46" });
    await admin.mutation(api.customers.deactivate, { orgId, customerId: off, reason: "Moved" });
    expect(await all("legacyCustomers")).toEqual([]);
    await setStage("bookingsAndReverse");
    expect((await all("legacyCustomers")).map(({ customerId }) => customerId)).toEqual([wanted]);
  });

  test("POS-33: an edit here reaches the point of sale in a stage that sends, and does not in one that does not", async () => {
    const { bring, update, rowOf, customerOf, setStage, all } = await mirrorWorld("buildAndSync");
    await bring(anna);
    const { _id } = await customerOf("101");
    await update(_id, { email: "new@x.test" });
    expect((await rowOf("101")).email).toBe("anna@x.test");
    await setStage("bookingsAndReverse");
    expect((await rowOf("101")).email).toBe("new@x.test");
    await update(_id, { address: { line1: "Satpaev 1", city: "Almaty" } });
    expect((await rowOf("101")).address).toBe("Satpaev 1, Almaty");
    // The older store has had its day: it is told, and does not tell.
    await setStage("newPos");
    expect(await bring({ id: 101, contact_number: "+7 709 000 00 00" })).toEqual(["kept"]);
    expect((await customerOf("101")).phoneE164).toBe("+77011112233");
    await setStage("legacyOnly");
    await update(_id, { email: "third@x.test" });
    expect((await rowOf("101")).email).toBe("new@x.test");
    expect((await all("syncJobs")).filter(({ status }) => status === "pending")).toEqual([]);
  });
});

describe("who may", () => {
  test("POS-38: managers look and choose, admins run it, others neither; a neighbour sees and changes nothing", async () => {
    const { bring, ours, orgId, backend, update, customerOf, open } = await mirrorWorld();
    await bring(anna);
    const { _id } = await customerOf("101");
    await update(_id, { name: "Anna Berg" });
    await bring({ ...anna, customer_name: "Anna Lind" });
    const [difference] = await open();
    const asked = { orgId, state: null, paginationOpts: firstPage };
    for (const role of ["sales", "support", "brand"] as const)
      expect(await codeOf(ours.as[role].query(api.mirror.list, asked))).toBe("FORBIDDEN");
    expect((await ours.as.manager.query(api.mirror.list, asked)).page).toHaveLength(1);
    expect(await codeOf(ours.as.manager.mutation(api.mirror.takeRows, { orgId, rows: [] }))).toBe(
      "FORBIDDEN",
    );
    expect(await codeOf(ours.as.manager.mutation(api.mirror.pause, { orgId }))).toBe("FORBIDDEN");
    const theirs = await newOrganization(backend, "theirs");
    const mirror = await mirrorOf(backend, theirs, "bookingsAndReverse");
    expect(await mirror.all("legacyCustomers")).toEqual([]);
    const choice = { orgId: theirs.orgId, differenceId: difference!._id, choice: "legacy" as const };
    expect(await codeOf(theirs.as.admin.mutation(api.mirror.choose, choice))).toBe("NOT_FOUND");
    // The same id of another organization's point of sale is another person.
    await mirror.bring({ id: 101, customer_name: "Somebody Else", email: "else@x.test" });
    expect((await customerOf("101")).name).toBe("Anna Berg");
    expect((await mirror.customerOf("101")).name).toBe("Somebody Else");
    await ours.as.manager.mutation(api.mirror.choose, { ...choice, orgId });
    expect((await customerOf("101")).name).toBe("Anna Lind");
    expect(await danglingIds(backend)).toEqual([]);
  });

  test("what is wrong with a row is named, and the others are taken; more than a hundred are refused", async () => {
    const { takeRows, takeEvents } = await mirrorWorld();
    const wrong = await takeRows([
      { customer_name: "No Id" },
      { id: 1, date_of_birth: "31.02.1990" },
      { id: 2, available_credit: "much" },
      { id: 3, customer_name: "Good Row", email: "good@x.test" },
    ]);
    expect(wrong.map(({ outcome, path = "" }) => `${outcome} ${path}`.trim())).toEqual([
      "invalid legacyId",
      "invalid dateOfBirth",
      "invalid credit",
      "queued",
    ]);
    const many = Array.from({ length: 101 }, (_, id) => ({ id }));
    expect(await codeOf(takeRows(many))).toBe("LIMIT_EXCEEDED");
    expect(await codeOf(takeEvents(many.map(() => ({ operationType: "INSERT" }))))).toBe("LIMIT_EXCEEDED");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newCustomer, newWorld, refusal } from "../engagement.testkit";
import { httpStatus } from "../shared/errors";

const ada = { firstName: "Ada", lastName: "Byron" };

describe("contacts", () => {
  test("CON-09: every field comes back, phones keep their E.164 form", async () => {
    const { org, customerId, backend } = await newWorld();
    const { orgId, as } = org;
    const input = {
      ...ada,
      title: "CFO",
      department: "Finance",
      email: " Ada@Example.TEST ",
      phone: "8 (701) 234-56-78",
      mobile: "+7 702 000 11 22",
      notes: "Prefers mornings",
      isDecisionMaker: true,
    };
    const contactId = await as.sales.mutation(api.contacts.create, { orgId, customerId, input });
    await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Bob", lastName: "A" },
    });
    await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Al", lastName: "Z" },
    });
    const { contacts, canWrite } = await as.sales.query(api.contacts.list, { orgId, customerId });
    expect(contacts.map((c) => c.firstName)).toEqual(["Ada", "Al", "Bob"]);
    expect(canWrite).toBe(true);
    expect(contacts[0]).toMatchObject({ ...input, email: "ada@example.test", isPrimary: true });
    const row = await backend.run((ctx) => ctx.db.get("contacts", contactId));
    expect(row).toMatchObject({ phoneE164: "+77012345678", mobileE164: "+77020001122" });
  });

  test("CON-09: a missing name, a bad e-mail and a bad phone are named", async () => {
    const { org, customerId } = await newWorld();
    const create = (input: { firstName: string; lastName: string; email?: string; phone?: string }) =>
      refusal(org.as.admin.mutation(api.contacts.create, { orgId: org.orgId, customerId, input }));
    expect(await create({ firstName: "Ada", lastName: "  " })).toBe("VALIDATION_ERROR");
    expect(await create({ ...ada, email: "no@address" })).toBe("VALIDATION_ERROR");
    expect(await create({ ...ada, phone: "12345" })).toBe("VALIDATION_ERROR");
  });

  test("CON-09: any text whatever is either refused by name or stored clean", async () => {
    const { org, customerId } = await newWorld();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.string(), async (lastName, phone) => {
        const input = { firstName: "Ada", lastName, phone };
        try {
          await org.as.admin.mutation(api.contacts.create, { orgId: org.orgId, customerId, input });
        } catch (error) {
          expect(error).toMatchObject({ data: { code: "VALIDATION_ERROR" } });
        }
      }),
      { numRuns: 60 },
    );
    const { contacts } = await org.as.admin.query(api.contacts.list, { orgId: org.orgId, customerId });
    for (const contact of contacts) expect(contact.lastName.trim()).not.toBe("");
  });

  test("CON-04: promoting one demotes the other, and there is always exactly one", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const add = (firstName: string, makePrimary = false) =>
      as.sales.mutation(api.contacts.create, {
        orgId,
        customerId,
        input: { firstName, lastName: "X" },
        makePrimary,
      });
    const primaries = async () =>
      (await as.sales.query(api.contacts.list, { orgId, customerId })).contacts.filter((c) => c.isPrimary);
    const a = await add("A");
    const b = await add("B");
    expect((await primaries()).map((c) => c._id)).toEqual([a]);
    await Promise.all([
      as.sales.mutation(api.contacts.makePrimary, { orgId, contactId: b }),
      as.admin.mutation(api.contacts.makePrimary, { orgId, contactId: a }),
    ]);
    expect(await primaries()).toHaveLength(1);
    const c = await add("C", true);
    expect((await primaries()).map((row) => row._id)).toEqual([c]);
  });

  test("the primary of a business cannot be removed; a person's next contact takes over; undo", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const business = await newCustomer(org, "sales", { name: "Orbit Works", type: "business" });
    const before = (await as.sales.query(api.contacts.list, { orgId, customerId: business })).contacts;
    const boss =
      before.find((contact) => contact.isPrimary)?._id ??
      (await as.sales.mutation(api.contacts.create, { orgId, customerId: business, input: ada }));
    expect(await refusal(as.sales.mutation(api.contacts.remove, { orgId, contactId: boss }))).toBe(
      "PRIMARY_CONTACT_REQUIRED",
    );
    const a = await as.sales.mutation(api.contacts.create, { orgId, customerId, input: ada });
    const b = await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "B", lastName: "B" },
    });
    await as.sales.mutation(api.contacts.remove, { orgId, contactId: a });
    const left = await as.sales.query(api.contacts.list, { orgId, customerId });
    expect(left.contacts.map((c) => [c._id, c.isPrimary])).toEqual([[b, true]]);
    await as.sales.mutation(api.contacts.restore, { orgId, contactId: a });
    const back = await as.sales.query(api.contacts.list, { orgId, customerId });
    expect(back.contacts.map((c) => [c._id, c.isPrimary])).toEqual([
      [b, true],
      [a, false],
    ]);
  });

  test("CON-05: a business without anybody named gets its first contact from its own record, also when it becomes one, and keeps it against a removal with 422", async () => {
    const { org, customerId } = await newWorld();
    const { orgId, as } = org;
    const business = await newCustomer(org, "sales", { name: "Orbit Works", type: "business" });
    const of = async (id: typeof customerId) =>
      (await as.sales.query(api.contacts.list, { orgId, customerId: id })).contacts;
    const [first, ...others] = await of(business);
    expect(first).toMatchObject({ firstName: "Orbit", lastName: "Works", isPrimary: true });
    expect(first!.email).toMatch(/@example\.test$/);
    expect(others).toEqual([]);
    const removed = as.sales.mutation(api.contacts.remove, { orgId, contactId: first!._id });
    expect(await refusal(removed)).toBe("PRIMARY_CONTACT_REQUIRED");
    expect(httpStatus.PRIMARY_CONTACT_REQUIRED).toBe(422);
    expect(await of(business)).toMatchObject([{ _id: first!._id }]);
    expect(await of(customerId)).toEqual([]);
    await as.sales.mutation(api.customers.update, { orgId, customerId, patch: { type: "enterprise" } });
    expect(await of(customerId)).toMatchObject([{ isPrimary: true }]);
  });

  test("CON-12: an edit is in the customer's history with old and new; an empty text clears", async () => {
    const { org, customerId, backend } = await newWorld();
    const { orgId, as } = org;
    const contactId = await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { ...ada, title: "CFO", phone: "+77012345678" },
    });
    await as.sales.mutation(api.contacts.update, { orgId, contactId, input: { title: "CEO", phone: "" } });
    const { row, audit } = await backend.run(async (ctx) => ({
      row: await ctx.db.get("contacts", contactId),
      audit: await ctx.db
        .query("auditLog")
        .withIndex("by_entity", (q) =>
          q.eq("orgId", orgId).eq("entity", "contacts").eq("entityId", contactId),
        )
        .collect(),
    }));
    expect(row).toMatchObject({ firstName: "Ada", title: "CEO" });
    expect(row).not.toHaveProperty("phone");
    expect(row).not.toHaveProperty("phoneE164");
    expect(audit.at(-1)).toMatchObject({ customerId, action: "updated", actor: `user:${org.users.sales}` });
    expect(audit.at(-1)!.changes).toContainEqual({ field: "title", from: "CFO", to: "CEO" });
  });

  test("CON-08: a customer of another organization is NOT_FOUND; support and a rep without the account may not write", async () => {
    const { org, other, customerId } = await newWorld();
    const foreign = await newCustomer(other);
    const { orgId, as } = org;
    const create = (role: "sales" | "support" | "brand" | "admin", id = customerId) =>
      refusal(as[role].mutation(api.contacts.create, { orgId, customerId: id, input: ada }));
    expect(await create("admin", foreign)).toBe("NOT_FOUND");
    expect(await create("support")).toBe("FORBIDDEN");
    expect(await create("brand")).toBe("FORBIDDEN");
    const managers = await newCustomer(org, "manager");
    expect(await create("sales", managers)).toBe("OUT_OF_REACH");
    expect(await refusal(as.sales.query(api.contacts.list, { orgId, customerId: managers }))).toBe(
      "OUT_OF_REACH",
    );
  });

  test("CON-10: listing reads a bounded number of documents whatever other customers have", async () => {
    const { backend, org, customerId } = await newWorld({ documentsRead: 200 });
    await backend.run(async (ctx) => {
      const row = (await ctx.db.query("customers").collect())[0]!;
      const stamps = { createdAt: 1, updatedAt: 1, createdBy: "x", updatedBy: "x" };
      for (let index = 0; index < 600; index += 1) {
        await ctx.db.insert("contacts", {
          orgId: org.orgId,
          customerId: row._id,
          firstName: `F${index}`,
          lastName: "L",
          nameSort: `f${String(index).padStart(4, "0")} l`,
          isPrimary: index === 0,
          isDecisionMaker: false,
          isActive: true,
          ...stamps,
        });
      }
    });
    const page = await org.as.admin.query(api.contacts.list, { orgId: org.orgId, customerId });
    expect(page.contacts).toHaveLength(100);
    expect(page.hasMore).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { newBackend, newOrganization, refusalOf, type Backend, type Organization } from "../world.testkit";
import { api } from "../_generated/api";
import { inTenant } from "../tallies/tenant.testkit";
import { formatCode, reserveCodes } from "./codes";

async function world(): Promise<{ backend: Backend; ours: Organization; theirs: Organization }> {
  const backend = newBackend();
  return {
    backend,
    ours: await newOrganization(backend, "ours"),
    theirs: await newOrganization(backend, "theirs"),
  };
}

const create = (who: Organization, role: keyof Organization["as"], input: object, extra: object = {}) =>
  who.as[role].mutation(api.customers.create, { orgId: who.orgId, input: input as never, ...extra });

describe("codes", () => {
  test("CUS-03: three customers get CUS-001 to CUS-003 and 999 is followed by CUS-1000", async () => {
    const { backend, ours } = await world();
    const codes = [];
    for (const name of ["Ann One", "Bob Two", "Cid Three"]) {
      codes.push((await create(ours, "admin", { name, email: `${name[0]}@x.test` })).customerCode);
    }
    expect(codes).toEqual(["CUS-001", "CUS-002", "CUS-003"]);
    await backend.run(async (ctx) => {
      const counter = (await ctx.db.query("counters").collect()).find((row) => row.key === "customerCode")!;
      await ctx.db.patch("counters", counter._id, { value: 999 });
    });
    expect((await create(ours, "admin", { name: "Dora Thousand", email: "d@x.test" })).customerCode).toBe(
      "CUS-1000",
    );
    expect(formatCode("CUS-", 12345).customerCode).toBe("CUS-12345");
  });

  test("CUS-04: a supplied code is kept, refused twice, and the next one is larger", async () => {
    const { ours, theirs } = await world();
    const input = (n: number) => ({ name: `Person ${n}`, email: `p${n}@x.test` });
    const kept = await create(ours, "admin", input(1), { customerCode: "CUS-500" });
    expect(kept.customerCode).toBe("CUS-500");
    expect((await create(ours, "admin", input(2))).customerCode).toBe("CUS-501");
    expect(await refusalOf(create(ours, "admin", input(3), { customerCode: "CUS-500" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "customerCode", rule: "taken" }],
    });
    expect((await create(theirs, "admin", input(4))).customerCode).toBe("CUS-001");
  });

  test("CUS-04: codes reserved together pass over those that came with a record, also after the prefix changed", async () => {
    const { backend, ours } = await world();
    await create(ours, "admin", { name: "Kept Code", email: "k@x.test" }, { customerCode: "KL-003" });
    await ours.as.admin.mutation(api.settings.update, { orgId: ours.orgId, changes: { codePrefix: "KL-" } });
    await inTenant(backend, ours.orgId, async (ctx) => {
      const codes = await reserveCodes(ctx, 4);
      const taken = [];
      for (let n = 0; n < 4; n++) taken.push((await codes.take()).customerCode);
      expect(taken).toEqual(["KL-001", "KL-002", "KL-004", "KL-005"]);
    });
  });

  test("CUS-05: twenty parallel creates get twenty consecutive codes", async () => {
    const { ours } = await world();
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        create(ours, "admin", { name: `Parallel ${String.fromCharCode(65 + n)}`, email: `p${n}@x.test` }),
      ),
    );
    expect(made.map((one) => one.customerCode).sort()).toEqual(
      Array.from({ length: 20 }, (_, n) => formatCode("CUS-", n + 1).customerCode),
    );
  });
});

describe("what is stored", () => {
  test("CUS-15 VAL-10: the system fills what the caller left out", async () => {
    const { backend, ours } = await world();
    const { customerId } = await create(ours, "sales", {
      name: "  Алия   Ким ",
      phone: "(701) 234-56-78",
      email: "ALIYA@Example.COM ",
      tags: ["VIP", "vip", " "],
    });
    const row = await backend.run(async (ctx) => await ctx.db.get("customers", customerId));
    expect(row).toMatchObject({
      name: "Алия Ким",
      phone: "(701) 234-56-78",
      phoneE164: "+77012345678",
      email: "aliya@example.com",
      customerSource: "Walk In",
      type: "individual",
      status: "active",
      isActive: true,
      tags: ["VIP"],
      smsConsent: false,
      lifetimeValue: 0,
      ownerId: ours.users.sales,
      createdBy: `user:${ours.users.sales}`,
      dateJoined: new Date().toISOString().slice(0, 10),
    });
  });

  test("CUS-04 permissions: support creates without owner, brand may not, sales may not give away", async () => {
    const { backend, ours } = await world();
    const { customerId } = await create(ours, "support", { name: "Walk in", phone: "+77010000001" });
    const row = await backend.run(async (ctx) => await ctx.db.get("customers", customerId));
    expect(row!.ownerId).toBeUndefined();
    expect(await refusalOf(create(ours, "brand", { name: "No way", phone: "+77010000002" }))).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(
      await refusalOf(
        create(ours, "sales", { name: "Not mine", phone: "+77010000003" }, { ownerId: ours.users.manager }),
      ),
    ).toMatchObject({ code: "FORBIDDEN", permission: "customers:assign" });
    expect(
      await refusalOf(
        create(ours, "manager", { name: "To brand", phone: "+77010000004" }, { ownerId: ours.users.brand }),
      ),
    ).toMatchObject({ code: "INVALID_ASSIGNMENT" });
  });

  test("one sign that is a word is a whole name, and finds its customer", async () => {
    const { ours } = await world();
    for (const name of ["伊", "김", "ゆ", "𠮷"]) {
      await create(ours, "admin", { name, email: `${name.codePointAt(0)}@x.test` });
      const { rows } = await ours.as.admin.query(api.customers.search, { orgId: ours.orgId, text: name });
      expect(rows.map((row) => row.name)).toEqual([name]);
    }
  });

  test("VAL-03 CUS-18 CUS-06 CUS-20: bad input is refused by field and nothing is stored", async () => {
    const { backend, ours } = await world();
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const cases: [object, string, string?][] = [
      [{ name: "No Contact" }, "phone", "Primary phone or email is required"],
      [{ name: "Blank Contact", phone: "", email: " " }, "phone", "Primary phone or email is required"],
      [{ name: "A", email: "a@x.test" }, "name", "Enter a name of at least 2 characters."],
      [{ name: "Ó", email: "a@x.test" }, "name"],
      [{ name: "7", email: "a@x.test" }, "name"],
      [{ email: "a@x.test" }, "name", "Enter a name."],
      [{ name: "x".repeat(256), email: "a@x.test" }, "name"],
      [{ name: "Eight Spaces", phone: "        " }, "phone", "Primary phone or email is required"],
      [{ name: "Eight Spaces", phone: "        ", email: "bad" }, "email"],
      [{ name: "Hyphens", phone: "--------" }, "phone"],
      [{ name: "Short", phone: "12345" }, "phone"],
      [{ name: "Mail", email: "a b@c.d" }, "email"],
      [{ name: "Mail", email: `${"a".repeat(250)}@x.test` }, "email"],
      [{ name: "Born late", email: "a@x.test", dateOfBirth: tomorrow }, "dateOfBirth"],
      [{ name: "Never born", email: "a@x.test", dateOfBirth: "2020-02-30" }, "dateOfBirth"],
      [{ name: "Source", email: "a@x.test", customerSource: "Carrier pigeon" }, "customerSource"],
      [{ name: "Site", email: "a@x.test", website: "not a url" }, "website"],
      [{ name: "Status", email: "a@x.test", status: "deleted" }, "status"],
    ];
    for (const [input, path, message] of cases) {
      const refused = await refusalOf(create(ours, "admin", input));
      expect(refused, JSON.stringify(input)).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: expect.arrayContaining([
          expect.objectContaining(message === undefined ? { path } : { path, message }),
        ]),
      });
    }
    const left = await backend.run(async (ctx) => [
      ...(await ctx.db.query("customers").collect()),
      ...(await ctx.db.query("customerIdentities").collect()),
      ...(await ctx.db.query("customerKeys").collect()),
      ...(await ctx.db.query("auditLog").collect()),
      ...(await ctx.db.query("counters").collect()),
    ]);
    expect(left).toEqual([]);
  });

  test("CUS-06: 255 characters and the sample phone of the source are accepted", async () => {
    const { ours } = await world();
    await create(ours, "admin", { name: "x".repeat(255), phone: "+7701234567" });
    await create(ours, "admin", { name: "Al", email: "al@x.test", type: "private" });
  });
});

/** Rules that contacts, interactions, quotes, notes and assignments have in common. */
import { describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { newCustomerShape } from "./customers/shape";
import { newCustomer, newWorld, type World } from "./engagement.testkit";
import { httpStatus, orbitError, type OrbitError } from "./shared/errors";

const said = { type: "call", subject: "Altai", description: "Wants four places" };
const quote = {
  subject: "Altai",
  lines: [{ description: "Tour", quantity: 1000, unitPrice: 45_000, taxRate: 0 }],
  validUntil: "2099-01-01",
};

/** What a call was refused with; null when it went through, an error of somebody else is thrown on. */
async function refused(call: Promise<unknown>): Promise<OrbitError | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const facts = orbitError(error);
    if (facts === null) throw error;
    return facts;
  }
}

function doors({ org }: World, customerId: Id<"customers">) {
  const { as, orgId } = org;
  return {
    contact: (input: object = {}) =>
      as.admin.mutation(api.contacts.create, {
        orgId,
        customerId,
        input: { firstName: "Ada", lastName: "Lind", ...input },
      }),
    interaction: (input: object = {}) =>
      as.admin.mutation(api.interactions.create, { orgId, customerId, input: { ...said, ...input } }),
    quote: (input: object = {}) =>
      as.admin.mutation(api.quotes.create, { orgId, customerId, input: { ...quote, ...input } }),
    note: (input: object = {}) =>
      as.admin.mutation(api.notes.create, { orgId, customerId, input: { noteText: "Said", ...input } }),
    followUp: (input: object = {}) =>
      as.admin.mutation(api.followUps.create, {
        orgId,
        customerId,
        input: { title: "Call", dueAt: Date.now() + 86_400_000, ...input },
      } as never),
    assign: (ownerId: Id<"users">) => as.admin.mutation(api.customers.assign, { orgId, customerId, ownerId }),
  };
}

/** Everything anybody could have left behind. */
const left = ({ backend }: World) =>
  backend.run(async (ctx) =>
    JSON.stringify(
      await Promise.all(
        (["customers", "contacts", "interactions", "quotes", "followUps", "notes", "auditLog"] as const).map(
          (table) => ctx.db.query(table).collect(),
        ),
      ),
    ),
  );

describe("what must be there", () => {
  test("VAL-11: a contact needs its names, an interaction a subject, a quote a subject and a line", async () => {
    const world = await newWorld();
    const { contact, interaction, quote: offer } = doors(world, world.customerId);
    const before = await left(world);
    const cases: [() => Promise<unknown>, string][] = [
      [() => contact({ lastName: "" }), "lastName"],
      [() => contact({ firstName: " " }), "firstName"],
      [() => interaction({ subject: "" }), "subject"],
      [() => interaction({ description: " " }), "description"],
      [() => offer({ lines: [] }), "lines"],
      [() => offer({ subject: "" }), "subject"],
    ];
    for (const [call, path] of cases) {
      expect(await refused(call()), path).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path }],
      });
    }
    expect(await left(world)).toBe(before);
    await interaction();
    const [row] = await world.backend.run((ctx) => ctx.db.query("interactions").collect());
    expect(row).toMatchObject({ assignedTo: world.org.users.admin });
  });

  test("VAL-14: an interaction of no date or of the year 1 is refused", async () => {
    const world = await newWorld();
    const { interaction } = doors(world, world.customerId);
    const before = await left(world);
    for (const interactionDate of [Number.NaN, new Date("0001-06-01T00:00:00Z").getTime()]) {
      const facts = await refused(interaction({ interactionDate }));
      expect(facts, String(interactionDate)).toMatchObject({ code: "INVALID_INTERACTION" });
    }
    expect(httpStatus.INVALID_INTERACTION).toBe(400);
    expect(await left(world)).toBe(before);
  });

  test("VAL-13: a second quote of the same explicit number is a conflict", async () => {
    const world = await newWorld();
    const { quote: offer } = doors(world, world.customerId);
    const other = doors(world, await newCustomer(world.org));
    await offer({ quoteNumber: "ALT-7" });
    const before = await left(world);
    for (const again of [offer, other.quote])
      expect(await refused(again({ quoteNumber: "ALT-7" }))).toEqual({
        code: "QUOTE_NUMBER_CONFLICT",
        quoteNumber: "ALT-7",
      });
    expect(httpStatus.QUOTE_NUMBER_CONFLICT).toBe(409);
    expect(await left(world)).toBe(before);
  });
});

describe("older names", () => {
  test("INT-04: an activity with title and activity_date is kept as subject and date, and an edit understands them too", async () => {
    const world = await newWorld();
    const { as, orgId, users } = world.org;
    const { interaction } = doors(world, world.customerId);
    const at = Date.UTC(2026, 0, 15, 9, 30);
    const given = { subject: undefined, title: "Visa talk" };
    await interaction({ ...given, activity_date: "2026-01-15T09:30:00Z" });
    const second = await interaction({ ...given, activity_date: at });
    const list = async () =>
      (
        await as.admin.query(api.interactions.list, {
          orgId,
          customerId: world.customerId,
          type: null,
          paginationOpts: { numItems: 10, cursor: null },
        })
      ).page;
    for (const row of await list()) {
      expect(row).toMatchObject({
        subject: "Visa talk",
        description: said.description,
        interactionDate: at,
        createdBy: `user:${users.admin}`,
      });
      for (const alias of ["title", "activity_date"]) expect(row).not.toHaveProperty(alias);
    }
    await as.admin.mutation(api.interactions.update, {
      orgId,
      interactionId: second,
      input: { title: "Tickets", activity_date: at - 60_000 },
    });
    expect((await list()).find(({ _id }) => _id === second)).toMatchObject({
      subject: "Tickets",
      interactionDate: at - 60_000,
    });
    expect(await refused(interaction({ ...given, activity_date: "some day" }))).toMatchObject({
      code: "INVALID_INTERACTION",
    });
  });
});

describe("what is pointed at", () => {
  test("VAL-16: a customer or person that is gone or another organization's is refused, and nothing is written", async () => {
    const world = await newWorld();
    const { backend, org, other, customerId } = world;
    const foreign = await newCustomer(other);
    const gone = await newCustomer(org);
    const stranger = other.users.admin;
    const nobody = await backend.run(async (ctx) => {
      await ctx.db.delete("customers", gone);
      const { _id, _creationTime, ...person } = (await ctx.db.get("users", org.users.sales))!;
      const id = await ctx.db.insert("users", person);
      await ctx.db.delete("users", id);
      return id;
    });
    const before = await left(world);
    for (const id of [foreign, gone]) {
      const { contact, interaction, quote: offer, note, followUp } = doors(world, id);
      for (const call of [contact, interaction, offer, note, followUp]) {
        const facts = (await refused(call()))!;
        expect(facts).toMatchObject({ code: "NOT_FOUND" });
        expect(httpStatus[facts.code]).toBe(404);
      }
    }
    const { assign, interaction, followUp } = doors(world, customerId);
    for (const person of [stranger, nobody]) {
      for (const call of [
        () => assign(person),
        () => interaction({ assignedTo: person }),
        () => interaction({ followUp: { dueAt: Date.now() + 86_400_000, ownerId: person } }),
        () => followUp({ ownerId: person }),
      ]) {
        const facts = (await refused(call()))!;
        expect(facts).toMatchObject({ code: "INVALID_ASSIGNMENT" });
        expect(httpStatus[facts.code]).toBe(422);
      }
    }
    expect(await left(world)).toBe(before);
  });
});

describe("how long it may be", () => {
  test("VAL-23: one character more than each limit is refused by name, the limit itself is not", async () => {
    const world = await newWorld();
    const { as, orgId } = world.org;
    const { interaction, note } = doors(world, world.customerId);
    let count = 0;
    const customer = (input: object, extra: object = {}) =>
      as.admin.mutation(api.customers.create, {
        orgId,
        input: { name: `Limit ${++count}`, email: `limit${count}@x.test`, ...input },
        ...extra,
      });
    const x = (length: number) => "x".repeat(length);
    const domain = "@example.test";
    const over: [() => Promise<unknown>, string][] = [
      [() => customer({ name: x(256) }), "name"],
      [() => customer({ phone: "+7 (701) 234-56-78 90" }), "phone"],
      [() => customer({ email: x(256 - domain.length) + domain }), "email"],
      [() => customer({}, { customerCode: x(21) }), "customerCode"],
      [() => note({ noteType: x(51) }), "noteType"],
      // contactType is the older name of type.
      [() => interaction({ type: undefined, contactType: x(51) }), "type"],
      [() => interaction({ contactMethod: x(101) }), "contactMethod"],
      [() => interaction({ purpose: x(101) }), "purpose"],
    ];
    for (const [call, path] of over) {
      expect(await refused(call()), path).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
    }
    await customer({ name: x(255) });
    await customer({ phone: "+7 (701) 234-56-7890" });
    await customer({ email: x(255 - domain.length) + domain });
    await customer({}, { customerCode: x(20) });
    await interaction({ contactMethod: x(100), purpose: x(100) });
    const rules = { country: "KZ", today: "2026-01-01", requiredContact: "either", currency: "USD" } as const;
    const hash = (length: number) =>
      newCustomerShape(rules).safeParse({ name: "Ann", email: "a@x.test", stableHashId: x(length) });
    expect(hash(255).success).toBe(true);
    expect(hash(256).error!.issues).toMatchObject([{ path: ["stableHashId"] }]);
  });
});

/** Merging and then unmerging changes nothing at all, whatever the records, their children and the choices were. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { exportedTables } from "../tenancy/fill.testkit";
import { chosenFields } from "./plan";
import { everything, fill, mergeWorld } from "./world.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const person = fc.record({
  name: fc.constantFrom("Alice Johnson", "Alyce Jonson", "Алиса Джонсон", "Acme GmbH"),
  type: fc.constantFrom("individual", "business"),
  status: fc.constantFrom("lead", "active", "churned"),
  email: maybe(fc.constantFrom("a@x.test", "b@x.test", "c@x.test")),
  phone: fc.constantFrom("+77010000001", "8 701 000 00 02", "+7 701 000 00 03"),
  secondaryPhone: maybe(fc.constantFrom("+77010000004", "+77010000001")),
  website: maybe(fc.constantFrom("https://a.test", "https://b.test")),
  dateOfBirth: maybe(fc.constantFrom("1980-01-01", "1990-12-31")),
  address: maybe(fc.record({ line1: fc.constantFrom("1 Road", "2 Street"), city: fc.constant("Almaty") })),
  notes: maybe(fc.constantFrom("One", "Two")),
  tags: fc.uniqueArray(fc.constantFrom("vip", "VIP", "old", "оптовик"), { maxLength: 3 }),
  availableCredit: maybe(fc.constantFrom(5_000, 12_345)),
  loyaltyPoints: maybe(fc.integer({ min: 0, max: 9 })),
  smsConsent: fc.boolean(),
  emailConsent: fc.boolean(),
  marketingConsent: fc.boolean(),
  preferences: maybe(
    fc.record({ dietary: fc.constantFrom(["vegan"], ["halal"]), emailReceipts: fc.boolean() }),
  ),
});
const owner = fc.constantFrom("sales", "manager", null);
const children = fc.record({
  contacts: fc.nat(2),
  interactions: fc.nat(4),
  followUps: fc.nat(2),
  quotes: fc.nat(2),
  leads: fc.nat(2),
  sales: fc.nat(3),
  packages: fc.nat(3),
});
const record = fc.record({ person, owner, children, isAccepted: fc.boolean() });
const scenario = fc.record({
  records: fc.array(record, { minLength: 2, maxLength: 4 }),
  strategy: fc.record({
    keepPrimaryContact: fc.boolean(),
    combineTransactionHistory: fc.boolean(),
    combinePackages: fc.boolean(),
    combineNotes: fc.boolean(),
  }),
  /** Field -> number of the record whose value is taken, modulo how many there are. */
  choices: fc.dictionary(fc.constantFrom(...chosenFields), fc.nat(3)),
  /** So much time passes before the merge is undone, ms. */
  pause: fc.nat(100 * 86_400_000),
});

test("DUP-21: merge then unmerge is the identity on every table but the record of what happened", async () => {
  expect(exportedTables.length).toBeGreaterThan(30);
  await fc.assert(
    fc.asyncProperty(scenario, async ({ records, strategy, choices, pause }) => {
      const world = await mergeWorld();
      const { backend, ours, orgId, create } = world;
      for (const [n, one] of records.entries()) {
        const ownerId = one.owner === null ? undefined : ours.users[one.owner];
        const id = await create(one.person, ownerId);
        await fill(world, id, one.children, `M${n}`);
        if (one.isAccepted)
          await backend.run(async (ctx) => {
            const quote = (await ctx.db.query("quotes").collect()).find((row) => row.customerId === id);
            if (quote) await ctx.db.patch("quotes", quote._id, { acceptedAt: 5, lines: [] });
          });
        await backend.run((ctx) => ctx.db.patch("customers", id, { legacyIds: [`L${n % 2}`, `P${n}`] }));
        vi.advanceTimersByTime(1000);
      }
      await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
      const tierId = await ours.as.admin.mutation(api.vip.create, { orgId, input: { name: "Gold" } });
      if (records[0]!.isAccepted !== records[1]!.isAccepted) {
        const [, second] = await backend.run((ctx) => ctx.db.query("customers").collect());
        await ours.as.admin.mutation(api.vip.assign, { orgId, customerId: second!._id, tierId });
      }
      const before = await everything(backend);
      const all = (await backend.run((ctx) => ctx.db.query("customers").collect())).map(({ _id }) => _id);
      const fieldChoices = Object.fromEntries(
        Object.entries(choices).flatMap(([field, n]) => {
          const id = all[n! % all.length]!;
          const isKept = strategy.keepPrimaryContact && /phone|email/i.test(field) && id !== all[0];
          return isKept ? [] : [[field, id]];
        }),
      );
      const merged = await ours.as.manager.mutation(api.customers.merge, {
        orgId,
        primaryCustomerId: all[0]!,
        secondaryCustomerIds: all.slice(1),
        mergeStrategy: strategy,
        fieldChoices,
        mergeReason: "The same person",
      });
      await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
      const between = await everything(backend);
      expect(between["customers"]).not.toEqual(before["customers"]);
      vi.advanceTimersByTime(pause);
      await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId: merged.mergeId });
      await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
      expect(await everything(backend)).toEqual(before);
    }),
    { numRuns: 20 },
  );
});

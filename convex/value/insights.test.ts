/** A record is judged while it is made, without reading what cannot be there yet; nobody may see a difference. */
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import { newWorld } from "../engagement.testkit";

test.each([
  { name: "Ada Lovelace", email: "ada@x.test" },
  {
    name: "Ada Lovelace",
    email: "ada@x.test",
    phone: "+77011234567",
    dateOfBirth: "1990-04-03",
    tags: ["VIP"],
    emailConsent: true,
    customerSource: "Referral",
  },
  { name: "Northwind", type: "business", website: "https://northwind.test", phone: "+77011234568" },
  { name: "Rich", email: "r@x.test", availableCredit: 5_000, loyaltyPoints: 3 },
])(
  "LED-17 CLV-11: a new record has the score, value and risk that computing it again finds: %j",
  async (input) => {
    const { backend, org } = await newWorld();
    const { orgId, as } = org;
    const { customerId } = await as.admin.mutation(api.customers.create, { orgId, input });
    const read = () =>
      backend.run(async (ctx) => {
        const own = async (table: "leadScores" | "customerValues") =>
          (await ctx.db.query(table).collect()).filter((row) => row.customerId === customerId);
        const undated = (row: { _id: string; lastCalculated: number; dueAt?: number }) => {
          const { lastCalculated, dueAt, ...others } = row;
          return { ...others, isDue: dueAt !== undefined && dueAt <= lastCalculated };
        };
        return {
          scores: (await own("leadScores")).map(undated),
          values: (await own("customerValues")).map(undated),
          customer: await ctx.db.get("customers", customerId),
          facets: await ctx.db.query("facets").collect(),
          tallies: await ctx.db.query("tallies").collect(),
        };
      });
    const made = await read();
    expect(made.scores).toMatchObject([{ score: made.customer!.leadScore }]);
    expect(made.values).toMatchObject([{ churnRisk: made.customer!.churnRisk, totalRevenue: 0 }]);
    await as.admin.mutation(api.value.refresh, { orgId, customerId });
    expect(await read()).toEqual(made);
  },
);

test("LED-17: an edit computes the score again where it says more or less of the customer than before, and writes nothing where it does not", async () => {
  const { backend, org } = await newWorld();
  const { orgId, as } = org;
  const input = { name: "Ada Lovelace", email: "ada@x.test", notes: "Met at the fair" };
  const { customerId } = await as.admin.mutation(api.customers.create, { orgId, input });
  const scored = () =>
    backend.run(async (ctx) => {
      const rows = await ctx.db.query("leadScores").collect();
      return rows.find((row) => row.customerId === customerId);
    });
  /** Back to a score that nobody computed, so that computing it again shows. */
  const edit = async (patch: object) => {
    const { _id } = (await scored())!;
    await backend.run((ctx) => ctx.db.patch("leadScores", _id, { lastCalculated: 1 }));
    await as.admin.mutation(api.customers.update, { orgId, customerId, patch });
    const after = (await scored())!;
    return after.lastCalculated === 1 ? null : after.score;
  };
  const { score } = (await scored())!;
  expect(await edit({ notes: "Met at the fair in May" })).toBeNull();
  expect(await edit({ name: "Ada King" })).toBeNull();
  expect(await edit({ notes: null })).toBeLessThan(score);
  expect(await edit({ notes: "Again" })).toBe(score);
  expect(await edit({ phone: "+77011234567" })).toBeGreaterThan(score);
  expect(await edit({ emailConsent: true })).toBeGreaterThan(score);
  expect(await edit({ customerSource: "Referral" })).not.toBeNull();
  expect(await edit({ type: "business" })).not.toBeNull();
  // One whom nobody has judged yet, as an import leaves them, is judged by the first edit.
  await backend.run((ctx) => ctx.db.patch("customers", customerId, { leadScore: undefined }));
  expect(await edit({ notes: "Once more" })).not.toBeNull();
});

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
        const undated = (row: { _id: string; lastCalculated: number }) => ({ ...row, lastCalculated: 0 });
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

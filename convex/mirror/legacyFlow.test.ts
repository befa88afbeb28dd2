import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { codeOf } from "../world.testkit";
import { mirrorWorld } from "./mirror.testkit";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

test("POS-20: who is added in the older flow stands in the mirror first; the forward sync brings the customer, once, and whoever is known already is recognised", async () => {
  const { ours, orgId, settle, all, create } = await mirrorWorld();
  const { support } = ours.as;
  const add = (input: { name: string; phone?: string; email?: string }) =>
    support.mutation(api.mirror.createThere, { orgId, input });
  const arrived = (legacyId: string) => support.query(api.mirror.arrived, { orgId, legacyId });
  const legacyId = await add({ name: "Ivan Petrov", phone: "+7 701 444 44 44" });
  expect(await all("legacyCustomers")).toMatchObject([{ legacyId, name: "Ivan Petrov", state: "waiting" }]);
  expect(await all("customers")).toEqual([]);
  expect(await arrived(legacyId)).toBeNull();
  await settle();
  const [customer] = await all("customers");
  expect(customer).toMatchObject({ name: "Ivan Petrov", phoneE164: "+77014444444", legacyIds: [legacyId] });
  expect(await arrived(legacyId)).toMatchObject({ customerId: customer!._id, name: "Ivan Petrov" });
  const known = await create({ name: "Maria Ivanova", email: "maria@x.test" });
  const again = await add({ name: "Maria Ivanova", email: "maria@x.test" });
  await settle();
  expect(await arrived(again)).toMatchObject({ customerId: known });
  expect(await all("customers")).toHaveLength(2);
  for (const input of [{ name: "I" }, { name: "No Contact" }, { name: "Bad Phone", phone: "12" }])
    expect(await codeOf(add(input))).toBe("VALIDATION_ERROR");
});

test("POS-19: the point of sale's customers are found by name, phone and id; a rep sees none of whom another rep has, and a brand user none at all", async () => {
  const { ours, orgId, bring, customerOf, admin } = await mirrorWorld();
  await bring(
    { id: 101, customer_name: "Anna Karlsson", contact_number: "+7 701 111 22 33" },
    { id: 102, customer_name: "Boris Stone", email: "boris@x.test" },
  );
  const find = async (text: string, role: "sales" | "support" = "support") =>
    (await ours.as[role].query(api.mirror.lookUp, { orgId, text })).map(({ legacyId }) => legacyId);
  expect(await find("karl")).toEqual(["101"]);
  expect(await find("102")).toEqual(["102"]);
  expect(await find("")).toEqual(["101", "102"]);
  expect(await find("", "sales")).toEqual([]);
  const { _id: customerId } = await customerOf("101");
  await admin.mutation(api.customers.assign, { orgId, customerId, ownerId: ours.users.sales });
  expect(await find("", "sales")).toEqual(["101"]);
  expect(await codeOf(ours.as.brand.query(api.mirror.lookUp, { orgId, text: "" }))).toBe("FORBIDDEN");
});

test("POS-20: where nothing is taken over from the point of sale, nobody can be added there", async () => {
  for (const stage of [null, "legacyOnly", "newPos"] as const) {
    const { admin, orgId, all } = await mirrorWorld(stage);
    const input = { name: "Ivan Petrov", phone: "+7 701 444 44 44" };
    expect(await codeOf(admin.mutation(api.mirror.createThere, { orgId, input }))).toBe("NOT_FOUND");
    expect(await all("legacyCustomers")).toEqual([]);
  }
});

/** The catalogue: unique codes, offers for a line, archive, exact counts, and who may. */
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newWorld, refusal, type World } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import type { Role } from "../tenancy/permissions";
import { refusalOf } from "../world.testkit";

const guide = { sku: "GUIDE-DAY", name: "Guide, per day", unitPrice: 10_000, taxRate: 1200 };

function speaking({ backend, org, other, customerId }: World) {
  const { orgId, as } = org;
  return {
    backend,
    org,
    other,
    orgId,
    as,
    customerId,
    add: (input: object = guide, role: Role = "manager") =>
      as[role].mutation(api.items.create, { orgId, input: { ...guide, ...input } }),
    find: async (text: string) =>
      (await as.sales.query(api.items.find, { orgId, text })).map(({ sku }) => sku),
    list: async (isActive = true, search = "") =>
      (
        await as.sales.query(api.items.list, {
          orgId,
          isActive,
          search,
          paginationOpts: { numItems: 50, cursor: null },
        })
      ).page.map(({ sku }) => sku),
    counts: () => as.sales.query(api.items.counts, { orgId }),
  };
}

test("ORD-07: an item is added, read, changed and archived; its code is unique whatever its case", async () => {
  const { add, as, orgId, list, counts, backend } = speaking(await newWorld());
  const itemId = await add();
  expect(await as.sales.query(api.items.get, { orgId, itemId })).toMatchObject({
    ...guide,
    currency: "USD",
    isActive: true,
    description: null,
  });
  const twin = await refusalOf(add({ sku: "guide-day", name: "Another" }));
  expect(twin).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "sku", rule: "taken" }] });
  await add({ sku: "BOAT", name: "A boat" });
  expect(await list()).toEqual(["BOAT", "GUIDE-DAY"]);
  const update = (input: object) =>
    as.manager.mutation(api.items.update, { orgId, itemId, input: { ...guide, ...input } });
  expect(await refusal(update({ sku: "boat" }))).toBe("VALIDATION_ERROR");
  await update({ sku: "GUIDE", category: "People", unitPrice: 12_000 });
  expect(await as.sales.query(api.items.get, { orgId, itemId })).toMatchObject({
    sku: "GUIDE",
    category: "People",
    unitPrice: 12_000,
  });
  // The old code is free again.
  await add({ sku: "guide-day", name: "Guide" });
  await as.manager.mutation(api.items.setActive, { orgId, itemId, isActive: false });
  expect([await list(), await list(false)]).toEqual([["BOAT", "guide-day"], ["GUIDE"]]);
  expect(await counts()).toEqual({ active: 2, archived: 1 });
  const told = await backend.run((ctx) => ctx.db.query("auditLog").collect());
  expect(told.filter(({ entityId }) => entityId === itemId).map(({ action }) => action)).toEqual([
    "created",
    "updated",
    "archived",
  ]);
});

test("ORD-07: a line's text finds what is sold by the beginning of its code, and by words of its name and category", async () => {
  const { add, find, as, orgId, list } = speaking(await newWorld());
  const boat = await add({ sku: "BOAT-4", name: "Rowing boat for four", category: "Water" });
  await add({ sku: "BOAT-8", name: "Rowing boat for eight", category: "Water" });
  await add();
  expect(await find("boat")).toEqual(["BOAT-4", "BOAT-8"]);
  expect(await find("bOaT-8")).toEqual(["BOAT-8"]);
  expect(await find("rowing eig")).toEqual(["BOAT-8"]);
  expect(await find("water")).toEqual(["BOAT-4", "BOAT-8"]);
  expect(await find("")).toEqual(["GUIDE-DAY", "BOAT-8", "BOAT-4"]);
  expect(await find("submarine")).toEqual([]);
  expect(await list(true, "rowing four")).toEqual(["BOAT-4"]);
  await as.manager.mutation(api.items.setActive, { orgId, itemId: boat, isActive: false });
  expect(await find("boat")).toEqual(["BOAT-8"]);
});

test.each([
  ["sku", ""],
  ["sku", "two words"],
  ["name", " "],
  ["unitPrice", -1],
  ["unitPrice", 1.5],
  ["unitPrice", Number.NaN],
  ["taxRate", 10_001],
  ["currency", "coins"],
])("an item with %s %j is refused by that field", async (field, value) => {
  const { add } = speaking(await newWorld());
  expect(await refusalOf(add({ [field]: value }))).toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: field }],
  });
});

test("whoever sells reads the catalogue, managers and admins keep it, and a neighbour has its own codes", async () => {
  const { add, as, orgId, other, find } = speaking(await newWorld());
  const itemId = await add();
  for (const role of ["sales", "support"] as const) {
    expect(await refusal(add({ sku: "X" }, role))).toBe("FORBIDDEN");
    expect(await refusal(as[role].mutation(api.items.update, { orgId, itemId, input: guide }))).toBe(
      "FORBIDDEN",
    );
    expect((await as[role].query(api.items.get, { orgId, itemId })).sku).toBe("GUIDE-DAY");
  }
  expect(await refusal(as.brand.query(api.items.find, { orgId, text: "g" }))).toBe("FORBIDDEN");
  const theirs = await other.as.admin.mutation(api.items.create, { orgId: other.orgId, input: guide });
  expect(await refusal(as.sales.query(api.items.get, { orgId, itemId: theirs }))).toBe("NOT_FOUND");
  expect(await refusal(as.admin.mutation(api.items.update, { orgId, itemId: theirs, input: guide }))).toBe(
    "NOT_FOUND",
  );
  expect(await find("guide")).toEqual(["GUIDE-DAY"]);
});

test("ORD-07: a quote's line keeps the item it was written from, never one of another organization", async () => {
  const { add, as, orgId, customerId, other } = speaking(await newWorld());
  const itemId = await add();
  const write = (id: Id<"items">) =>
    as.sales.mutation(api.quotes.create, {
      orgId,
      customerId,
      input: {
        subject: "Tour",
        validUntil: "2099-01-01",
        lines: [
          {
            itemId: id,
            sku: "GUIDE-DAY",
            description: "Guide",
            quantity: 2000,
            unitPrice: 10_000,
            taxRate: 0,
          },
        ],
      },
    });
  const quoteId = await write(itemId);
  const { quote } = await as.sales.query(api.quotes.get, { orgId, quoteId });
  expect(quote.lines).toMatchObject([{ itemId, sku: "GUIDE-DAY", net: 20_000 }]);
  const theirs = await other.as.admin.mutation(api.items.create, { orgId: other.orgId, input: guide });
  expect(await refusal(write(theirs))).toBe("NOT_FOUND");
});

test("ORD-07: over REST an item is added, listed, found, changed, archived and brought back, and a quote's line names it", async () => {
  const world = await newWorld();
  const send = sender(world.backend, (await newKey(world.org)).key);
  const added = await send("POST", "/items", {
    sku: "GUIDE-DAY",
    name: "Guide",
    unitPrice: 10_000,
    taxRate: 12.5,
  });
  expect(added).toMatchObject({
    status: 201,
    body: { sku: "GUIDE-DAY", unitPrice: 10_000, taxRate: 12.5, currency: "USD", isActive: true },
  });
  const one = `/items/${added.body.id}`;
  expect((await send("POST", "/items", { sku: "guide-DAY", name: "G", unitPrice: 1 })).status).toBe(400);
  const changed = await send("PUT", one, { unitPrice: 12_000, description: "A day with a guide" });
  expect(changed.body).toMatchObject({ unitPrice: 12_000, taxRate: 12.5, description: "A day with a guide" });
  expect((await send("PUT", one, { description: null })).body.description).toBeNull();
  expect((await send("GET", "/items?search=guid")).body.items).toHaveLength(1);
  const quote = await send("POST", `/customers/${world.customerId}/quotes`, {
    subject: "Tour",
    validUntil: "2099-01-01",
    items: [
      { itemId: added.body.id, sku: "GUIDE-DAY", description: "Guide", quantity: 1, unitPrice: 12_000 },
    ],
  });
  expect(quote.body.items).toMatchObject([{ itemId: added.body.id }]);
  expect((await send("DELETE", one)).body.isActive).toBe(false);
  expect((await send("GET", "/items")).body.items).toEqual([]);
  expect((await send("GET", "/items?archived=true")).body.items).toHaveLength(1);
  expect((await send("POST", `${one}/restore`)).body.isActive).toBe(true);
  expect((await send("GET", "/items/none")).status).toBe(404);
});

test("the offers for a line and a page of the list read the same of a large catalogue as of a small one", async () => {
  const world = await newWorld({ documentsRead: 90 });
  const { backend, orgId, find, list } = speaking(world);
  await backend.run(async (ctx) => {
    for (let n = 0; n < 400; n++) {
      await ctx.db.insert("items", {
        orgId,
        sku: `BOAT-${n}`,
        skuKey: `boat-${n}`,
        name: `Boat ${n}`,
        nameKey: `boat ${n}`,
        unitPrice: 1,
        currency: "USD",
        taxRate: 0,
        isActive: true,
        searchText: `boat ${n}`,
        createdAt: n,
        updatedAt: n,
        createdBy: "user:x",
      });
    }
  });
  expect(await find("boat")).toHaveLength(8);
  expect(await list()).toHaveLength(50);
});

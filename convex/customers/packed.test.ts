/** The rows of a list with only the fields asked for are those of the whole rows, for everybody and in every order. */
import { beforeAll, expect, test } from "vitest";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { emptyDraft } from "../fields/shape";
import type { FieldAccess } from "../fields/words";
import { newBackend, newOrganization } from "../world.testkit";
import { rowFields, unpack } from "./packed";
import type { CustomerRow } from "./row";

async function world() {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const { as, orgId } = ours;
  const define = async (label: string, brand: FieldAccess) =>
    (
      await as.admin.mutation(api.fields.create, {
        orgId,
        entity: "customers",
        draft: { ...emptyDraft("USD"), label, access: { ...emptyDraft("USD").access, brand } },
      })
    ).key;
  const open = await define("Shoe size", "read");
  const secret = await define("Margin", "hidden");
  const ids: Id<"customers">[] = [];
  for (let n = 0; n < 24; n++) {
    const owner = n % 3 === 0 ? ours.users.sales : n % 3 === 1 ? ours.users.manager : null;
    const { customerId } = await as.admin.mutation(api.customers.create, {
      orgId,
      ownerId: owner,
      input: {
        name: `Person ${n}`,
        email: `p${n}@x.test`,
        ...(n % 2 === 0 ? { phone: `+7701555${1000 + n}`, tags: ["vip", "new"] } : {}),
        ...(n % 5 === 0 ? { companyName: `Firm ${n}`, type: "business", address: { city: "Almaty" } } : {}),
        custom: n % 4 === 0 ? { [open]: `${n}`, [secret]: "20" } : {},
      },
    });
    ids.push(customerId);
  }
  await backend.run(async (ctx) => {
    const brand = (await ctx.db.query("memberships").collect()).find(({ role }) => role === "brand")!;
    await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: ids.slice(0, 5) });
  });
  return { backend, ours, open, secret };
}

/** Nothing here writes. */
let made: Awaited<ReturnType<typeof world>>;
beforeAll(async () => {
  made = await world();
});

const only = (row: CustomerRow, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)));

test("SRC-25: a page or a search that names its fields has the same rows as the whole one, for every role", async () => {
  const { ours, open, secret } = made;
  const { orgId } = ours;
  const all = [...rowFields, open, secret];
  for (const role of ["admin", "manager", "sales", "support", "brand"] as const) {
    const caller = ours.as[role];
    for (const sort of ["name", "createdAt", "lifetimeValue"] as const) {
      let cursor: string | null = null;
      for (let pages = 0; pages < 3; pages++) {
        const args: FunctionArgs<typeof api.customers.list> = {
          orgId,
          sort,
          order: "desc" as const,
          cursor,
          numItems: 9,
        };
        const whole: FunctionReturnType<typeof api.customers.list> = await caller.query(
          api.customers.list,
          args,
        );
        const { page, ...place } = whole;
        const { packed, ...samePlace } = await caller.query(api.customers.listPacked, {
          ...args,
          fields: all,
        });
        expect(samePlace).toEqual(place);
        expect(unpack(packed), `${role} ${sort}`).toEqual(page);
        cursor = place.continueCursor;
        if (place.isDone) break;
      }
    }
    const { rows, ...found } = await caller.query(api.customers.search, { orgId, text: "person" });
    const { packed, ...same } = await caller.query(api.customers.searchPacked, {
      orgId,
      text: "person",
      fields: all,
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(same).toEqual(found);
    expect(unpack(packed)).toEqual(rows);
  }
});

test("SRC-25: what was not asked for does not travel, nor a field that the caller may not see or that is gone", async () => {
  const { ours, open, secret } = made;
  const { orgId } = ours;
  const ask = (role: "admin" | "brand", fields: string[]) =>
    ours.as[role].query(api.customers.listPacked, { orgId, fields });
  const { page } = await ours.as.admin.query(api.customers.list, { orgId });

  const some = ["status", "name", "ownerId"];
  const { packed } = await ask("admin", [...some, "name"]);
  expect(unpack(packed)).toEqual(
    page.map((row) => ({ ...only(row, ["_id", "ownerName", ...some]), custom: {} })),
  );
  expect(JSON.stringify(packed)).not.toMatch(/@x\.test|individual|Almaty/);
  // Two people own sixteen customers, and are named once each.
  expect(Object.keys(packed.ownerNames)).toHaveLength(2);

  const [bare] = unpack((await ask("admin", [])).packed);
  expect(bare).toEqual({ _id: page[0]!._id, custom: {} });

  const customs = async (role: "admin" | "brand", fields: string[]) =>
    unpack((await ask(role, fields)).packed).map(({ custom }) => custom);
  expect(await customs("admin", [secret])).toContainEqual({ [secret]: "20" });
  expect(await customs("brand", [open, secret])).toContainEqual({ [open]: "4" });
  expect(JSON.stringify(await ask("brand", [open, secret]))).not.toContain('"20"');
  expect(await customs("admin", ["f_gone0000"])).toEqual(page.map(() => ({})));
});

test("SRC-25: a name that no field has is refused with those there are", async () => {
  const { ours } = made;
  const { orgId } = ours;
  for (const wrong of ["searchText", "notes", "_id", "custom", "constructor", "f_", "f_A B", ""]) {
    await expect(
      ours.as.admin.query(api.customers.listPacked, { orgId, fields: ["name", wrong] }),
      wrong,
    ).rejects.toThrow(/There is no field .*customerCode/);
    await expect(
      ours.as.admin.query(api.customers.searchPacked, { orgId, text: "person", fields: [wrong] }),
      wrong,
    ).rejects.toThrow(/There is no field/);
  }
});

test("SRC-25: a stranger and a neighbour get no packed rows", async () => {
  const { backend, ours } = made;
  const theirs = await newOrganization(backend, "theirs");
  for (const caller of [theirs.as.admin, backend]) {
    await expect(
      caller.query(api.customers.listPacked, { orgId: ours.orgId, fields: ["name"] }),
    ).rejects.toThrow();
    await expect(
      caller.query(api.customers.searchPacked, { orgId: ours.orgId, text: "person", fields: ["name"] }),
    ).rejects.toThrow();
  }
});

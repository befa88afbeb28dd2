import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { fold } from "../shared/text";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import type { CustomerFilters } from "./filterShape";
import { formatCode } from "./codes";
import { searchTextOf } from "./searchText";

type Fields = Partial<Omit<Doc<"customers">, "_id" | "_creationTime" | "orgId">>;

/** Inserts rows as the write path would leave them, without its cost. */
async function fill(
  backend: Backend,
  { orgId }: Organization,
  count: number,
  fieldsOf: (n: number) => Fields,
) {
  return await backend.run(async (ctx) => {
    const ids: Id<"customers">[] = [];
    for (let n = 1; n <= count; n++) {
      const name = `Customer ${String(n).padStart(5, "0")}`;
      const base = {
        orgId,
        // Without a slot the facets do not know them: lists go by indexes alone.
        ...formatCode("CUS-", n),
        slot: undefined,
        name,
        nameSort: fold(name),
        type: "individual" as const,
        status: "active" as const,
        isActive: true,
        customerSource: "Walk In",
        dateJoined: "2026-01-01",
        tags: [] as string[],
        preferredLanguage: "en" as const,
        smsConsent: false,
        emailConsent: false,
        lastContactAt: 0,
        lifetimeValue: n % 7,
        currency: "USD",
        churnRisk: "low" as const,
        legacyIds: [],
        isSample: false,
        searchText: "",
        createdAt: n,
        updatedAt: n,
        createdBy: "system:test",
        updatedBy: "system:test",
        ...fieldsOf(n),
      };
      const row = { ...base, searchText: searchTextOf(base) };
      const id = await ctx.db.insert("customers", row);
      ids.push(id);
      for (const tag of row.tags) {
        const { nameSort, createdAt, lastContactAt, lifetimeValue, ownerId } = row;
        await ctx.db.insert("customerTags", {
          orgId,
          customerId: id,
          key: fold(tag),
          tag,
          nameSort,
          createdAt,
          lastContactAt,
          lifetimeValue,
          ...(ownerId === undefined ? {} : { ownerId }),
        });
      }
    }
    return ids;
  });
}

type Caller = Organization["as"]["admin"];

async function names(
  caller: Caller,
  orgId: Id<"organizations">,
  args: {
    filters?: CustomerFilters;
    sort?: "name" | "createdAt" | "lastContactAt" | "lifetimeValue";
    order?: "asc" | "desc";
  },
  mostPages = 400,
) {
  const found: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const page: { page: { name: string }[]; isDone: boolean; continueCursor: string } = await caller.query(
      api.customers.list,
      { orgId, ...args, cursor },
    );
    found.push(...page.page.map((row) => row.name));
    if (page.isDone) return found;
    cursor = page.continueCursor;
  }
  return found;
}

describe("with three thousand customers and at most 200 documents read per function", () => {
  async function large() {
    const backend = newBackend({ documentsRead: 200 });
    const ours = await newOrganization(backend, "ours");
    const owners = [ours.users.sales, ours.users.manager, undefined];
    await fill(backend, ours, 3000, (n) => ({
      ...(owners[n % 3] === undefined ? {} : { ownerId: owners[n % 3] }),
      status: n % 10 === 0 ? "lead" : "active",
      type: n % 500 === 0 ? "enterprise" : "individual",
      isActive: n % 10 !== 1,
      tags: n % 600 === 0 ? ["VIP"] : [],
      phoneE164: `+7701${String(n).padStart(7, "0")}`,
    }));
    return { backend, ours, orgId: ours.orgId };
  }

  test("first page, filtered pages, opening, search and the duplicate check stay within it", async () => {
    const { ours, orgId } = await large();
    for (const sort of ["name", "createdAt", "lastContactAt", "lifetimeValue"] as const) {
      for (const order of ["asc", "desc"] as const) {
        const page = await ours.as.admin.query(api.customers.list, { orgId, sort, order });
        expect(page.page).toHaveLength(50);
      }
    }
    const filters: [CustomerFilters, number][] = [
      [{ statuses: ["lead"] }, 50],
      [{ types: ["enterprise"] }, 6],
      [{ owners: [ours.users.sales] }, 50],
      [{ owners: ["none"] }, 50],
      [{ tag: "vip" }, 5],
      [{ isActive: true }, 50],
    ];
    for (const [one, rows] of filters) {
      const page = await ours.as.admin.query(api.customers.list, {
        orgId,
        filters: one,
        sort: "createdAt",
        order: "desc",
      });
      expect(page.page, JSON.stringify(one)).toHaveLength(rows);
    }
    expect((await ours.as.sales.query(api.customers.list, { orgId })).page).toHaveLength(50);
    const opened = await ours.as.admin.query(api.customers.get, { orgId, customer: "cus-2718" });
    expect(opened.name).toBe("Customer 02718");
    const hits = await ours.as.admin.query(api.customers.search, { orgId, text: "CUS-1234" });
    expect(hits.rows.map((row) => row.name)).toEqual(["Customer 01234"]);
    const check = await ours.as.sales.query(api.customers.checkDuplicates, {
      orgId,
      name: "Customer Ofthree",
      phone: "87010000007",
      email: "nobody@x.test",
    });
    expect(check.matches).toEqual([]);
    expect((await ours.as.admin.query(api.customers.tags, { orgId })).tags).toEqual(["VIP"]);
  });

  test("following the cursors of a rare combination finds exactly its rows", async () => {
    const { ours, orgId } = await large();
    const rare = { statuses: ["lead" as const], types: ["enterprise" as const], owners: ["none"] };
    expect(await names(ours.as.admin, orgId, { filters: rare })).toEqual([
      "Customer 00500",
      "Customer 02000",
    ]);
    const leadsOfSales = await names(ours.as.sales, orgId, {
      filters: { statuses: ["lead"] },
      sort: "createdAt",
      order: "desc",
    });
    const expected = Array.from({ length: 3000 }, (_, n) => 3000 - n).filter(
      (n) => n % 10 === 0 && n % 3 === 0,
    );
    expect(leadsOfSales).toEqual(expected.map((n) => `Customer ${String(n).padStart(5, "0")}`));
  });
});

describe("who sees what", () => {
  async function small(policy: "assigned" | "team" | "org" = "assigned", pool = false) {
    const backend = newBackend();
    const ours = await newOrganization(backend, "ours");
    const ids = await fill(backend, ours, 6, (n) =>
      n <= 2 ? { ownerId: ours.users.sales } : n <= 4 ? { ownerId: ours.users.manager } : {},
    );
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect())[0]!;
      await ctx.db.patch("orgSettings", settings._id, {
        recordVisibility: policy,
        unassignedPoolVisible: pool,
      });
      const members = await ctx.db.query("memberships").collect();
      const brand = members.find((row) => row.role === "brand")!;
      await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: [ids[3]!] });
      const teamId = await ctx.db.insert("teams", {
        orgId: ours.orgId,
        name: "A",
        createdAt: 1,
        updatedAt: 1,
      });
      for (const row of members.filter((one) => one.role === "sales" || one.role === "manager")) {
        await ctx.db.patch("memberships", row._id, { teamId });
      }
    });
    return { backend, ours, ids, orgId: ours.orgId };
  }
  const visible = async (ours: Organization, role: keyof Organization["as"]) =>
    (await names(ours.as[role], ours.orgId, {})).map((name) => Number(name.slice(-1)));

  test("C16 TEN-13: assigned, team and org policies, with and without the pool", async () => {
    expect(await visible((await small("assigned")).ours, "sales")).toEqual([1, 2]);
    expect(await visible((await small("assigned", true)).ours, "sales")).toEqual([1, 2, 5, 6]);
    expect(await visible((await small("team")).ours, "sales")).toEqual([1, 2, 3, 4]);
    expect(await visible((await small("org")).ours, "sales")).toEqual([1, 2, 3, 4, 5, 6]);
    const { ours } = await small();
    for (const role of ["admin", "manager", "support"] as const)
      expect(await visible(ours, role)).toHaveLength(6);
    expect(await visible(ours, "brand")).toEqual([4]);
  });

  test("SRC-24 C16: list, count, search and open agree about what a rep sees", async () => {
    const { ours, ids, orgId } = await small();
    const rep = ours.as.sales;
    expect((await rep.query(api.customers.search, { orgId, text: "customer" })).rows).toHaveLength(2);
    expect((await rep.query(api.customers.search, { orgId, text: "CUS-003" })).rows).toHaveLength(0);
    await expect(rep.query(api.customers.get, { orgId, customer: ids[2]! })).rejects.toThrow("OUT_OF_REACH");
    await expect(rep.query(api.customers.get, { orgId, customer: "CUS-003" })).rejects.toThrow(
      "OUT_OF_REACH",
    );
    await expect(rep.query(api.customers.get, { orgId, customer: "no such thing" })).rejects.toThrow(
      "NOT_FOUND",
    );
    expect(await names(rep, orgId, { filters: { owners: [ours.users.manager] } })).toEqual([]);
    expect((await ours.as.brand.query(api.customers.get, { orgId, customer: ids[3]! })).notes).toBeNull();
  });

  test("SRC-07 C73: deleted rows are listed for a manager who asks, never for sales", async () => {
    const { backend, ours, ids, orgId } = await small("org");
    await backend.run((ctx) => ctx.db.patch("customers", ids[0]!, { status: "deleted" }));
    const asked = { filters: { statuses: ["deleted" as const] } };
    expect(await names(ours.as.manager, orgId, {})).toHaveLength(5);
    expect(await names(ours.as.manager, orgId, asked)).toHaveLength(1);
    expect(await names(ours.as.sales, orgId, asked)).toHaveLength(0);
    await expect(ours.as.sales.query(api.customers.get, { orgId, customer: ids[0]! })).rejects.toThrow(
      "NOT_FOUND",
    );
  });

  test("a cursor that is none of ours is refused with the field's name", async () => {
    const { ours, orgId } = await small();
    await expect(ours.as.admin.query(api.customers.list, { orgId, cursor: "zzz" })).rejects.toThrow("cursor");
  });
});

describe("counts and search through the write path", () => {
  async function written() {
    const backend = newBackend();
    const ours = await newOrganization(backend, "ours");
    const { orgId } = ours;
    const create = async (role: "admin" | "sales", input: object) =>
      await ours.as[role].mutation(api.customers.create, { orgId, input });
    await create("sales", {
      name: "Alice Johnson",
      phone: "8 701 234-56-78",
      tags: ["VIP"],
      type: "business",
      companyName: "Acme GmbH",
    });
    await create("admin", { name: "Боб Ёлкин", email: "bob@nord.example", status: "lead", tags: ["vip"] });
    await create("admin", { name: "José Núñez", email: "jose@x.test", phone: "+34 600 111 222" });
    return { ours, orgId };
  }

  test("SRC-07 SRC-10: counts equal the rows under every filter and role", async () => {
    const { ours, orgId } = await written();
    const filters: CustomerFilters[] = [
      {},
      { statuses: ["lead"] },
      { statuses: ["lead", "active"], types: ["business"] },
      { types: ["individual"] },
      { tag: "Vip" },
      { tag: "nobody" },
      { owners: ["none"] },
      { owners: ["me"] },
      { owners: ["me"], tag: "vip", isActive: true },
      { isActive: false },
    ];
    for (const role of ["admin", "sales", "support", "brand"] as const) {
      for (const one of filters) {
        const count = await ours.as[role].query(api.customers.count, { orgId, filters: one });
        expect(count, `${role} ${JSON.stringify(one)}`).toBe(
          (await names(ours.as[role], orgId, { filters: one })).length,
        );
      }
    }
  });

  test("SRC-01 SRC-02: found by name part, company, e-mail part, code, phone fragment, without accents", async () => {
    const { ours, orgId } = await written();
    const hits = async (text: string) =>
      (await ours.as.admin.query(api.customers.search, { orgId, text })).rows.map((row) => row.name);
    expect(await hits("joh")).toEqual(["Alice Johnson"]);
    expect(await hits("johnson alice")).toEqual(["Alice Johnson"]);
    expect(await hits("acme")).toEqual(["Alice Johnson"]);
    expect(await hits("2345")).toEqual(["Alice Johnson"]);
    expect(await hits("+7 (701) 234 56 78")).toEqual(["Alice Johnson"]);
    expect(await hits("cus-002")).toEqual(["Боб Ёлкин"]);
    expect(await hits("елк")).toEqual(["Боб Ёлкин"]);
    expect(await hits("bob@nord.example")).toEqual(["Боб Ёлкин"]);
    expect(await hits("nunez")).toEqual(["José Núñez"]);
    expect(await hits("alice nobody")).toEqual([]);
    expect(await hits("  …  ")).toEqual([]);
  });
});

/** Filters of any kind against a plain reading of every row, through the doors and within 200 documents. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { inTenant } from "../tallies/tenant.testkit";
import { recountStep, startRecount } from "../tallies/recount";
import { fold } from "../shared/text";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import type { Condition, Group, InnerGroup } from "./conditions";
import type { CustomerFilters } from "./filterShape";
import { sortNames } from "./sortNames";

const now = Date.UTC(2026, 5, 15, 10);
const day = 86_400_000;
const tagWords = ["VIP", "spring", "Оптовик"];
const sources = ["Walk In", "Referral", "Event"];
const industries = ["Travel", "Food"];

let backend: Backend;
let ours: Organization;
let rows: Doc<"customers">[];

/** Customers are so far apart that they lie in two blocks of facets. */
const slotStep = 150;

/** Customers whose fields vary independently of each other, filed by a recount. */
async function fill(count: number) {
  // The limit is for what is tested, not for filling.
  const limits = { documentsRead: 1_000_000 };
  backend = newBackend(limits);
  ours = await newOrganization(backend, "ours");
  const { orgId, users } = ours;
  const owners = [users.sales, users.manager, undefined];
  const pick = <T>(list: readonly T[], n: number, step: number) => list[Math.floor(n / step) % list.length]!;
  for (let start = 0; start < count; start += 200) {
    await backend.run(async (ctx) => {
      for (let n = start; n < Math.min(count, start + 200); n++) {
        const name = `Customer ${String((n * 7919) % 100_003).padStart(6, "0")}`;
        const status = pick(["active", "lead", "prospect", "churned", "inactive", "deleted"] as const, n, 1);
        await ctx.db.insert("customers", {
          orgId,
          customerCode: `C-${n}`,
          codeNumber: n,
          slot: n * slotStep,
          name,
          nameSort: fold(name),
          status,
          isActive: n % 11 !== 0,
          type: pick(["individual", "business", "enterprise"] as const, n, 5),
          ...(pick(owners, n, 2) === undefined ? {} : { ownerId: pick(owners, n, 2)! }),
          customerSource: pick(sources, n, 7),
          ...(n % 3 === 0 ? {} : { industry: pick(industries, n, 4), companySort: `c${n % 40}` }),
          ...(n % 2 === 0 ? { phone: `+7701${n}`, phoneE164: `+7701${n}` } : {}),
          ...(n % 5 === 0 ? {} : { email: `c${n}@x.test` }),
          ...(n % 4 === 0 ? { nextFollowUpAt: now + ((n % 90) - 30) * day, citySort: `t${n % 9}` } : {}),
          ...(n % 6 === 0 ? {} : { leadScore: n % 101 }),
          dateJoined: new Date(now - (n % 700) * day).toISOString().slice(0, 10),
          tags: tagWords.filter((_, index) => n % (index + 3) === 0),
          preferredLanguage: n % 9 === 0 ? "ru" : "en",
          smsConsent: n % 2 === 1,
          emailConsent: n % 7 === 0,
          lastContactAt: n % 8 === 0 ? 0 : now - (n % 400) * day,
          lifetimeValue: (n % 50) * 1000,
          currency: "USD",
          churnRisk: pick(["low", "medium", "high"] as const, n, 3),
          legacyIds: [],
          isSample: false,
          searchText: "",
          createdAt: now - (n % 900) * day - n,
          updatedAt: 1,
          createdBy: "system:test",
          updatedBy: "system:test",
        });
      }
    });
  }
  for (let at = 0; at < count; at += 60) {
    await backend.run(async (ctx) => {
      const some = await ctx.db
        .query("customers")
        .withIndex("by_codeNumber", (q) =>
          q
            .eq("orgId", orgId)
            .gte("codeNumber", at)
            .lt("codeNumber", at + 60),
        )
        .collect();
      for (const row of some) {
        const { _id: customerId, ownerId, nameSort, createdAt, lastContactAt, lifetimeValue, status } = row;
        if (status === "deleted") continue;
        for (const tag of row.tags) {
          await ctx.db.insert("customerTags", {
            orgId,
            customerId,
            key: fold(tag),
            tag,
            ...(ownerId === undefined ? {} : { ownerId }),
            nameSort,
            createdAt,
            lastContactAt,
            lifetimeValue,
          });
        }
      }
    });
  }
  await inTenant(backend, orgId, (ctx) => startRecount(ctx));
  while ((await inTenant(backend, orgId, (ctx) => recountStep(ctx))) === "more");
  limits.documentsRead = 200;
  rows = [];
  for (let at = 0; at < count; at += 150) {
    rows.push(
      ...(await backend.run((ctx) =>
        ctx.db
          .query("customers")
          .withIndex("by_codeNumber", (q) =>
            q
              .eq("orgId", orgId)
              .gte("codeNumber", at)
              .lt("codeNumber", at + 150),
          )
          .collect(),
      )),
    );
  }
}

/** What a condition means, told a second time and without the registry. */
function means(row: Doc<"customers">, { field, op, values }: Condition): boolean {
  const dayAt = (at: number | undefined) => (at ? new Date(at).toISOString().slice(0, 10) : null);
  const value = {
    status: row.status,
    type: row.type,
    owner: row.ownerId ?? null,
    tag: row.tags.map(fold),
    source: row.customerSource,
    industry: row.industry === undefined ? null : fold(row.industry),
    language: row.preferredLanguage,
    risk: row.churnRisk,
    active: row.isActive,
    smsConsent: row.smsConsent,
    emailConsent: row.emailConsent,
    hasPhone: row.phone !== undefined,
    hasEmail: row.email !== undefined,
    createdAt: dayAt(row.createdAt),
    dateJoined: row.dateJoined,
    lastContactAt: dayAt(row.lastContactAt),
    nextFollowUpAt: dayAt(row.nextFollowUpAt),
    lifetimeValue: row.lifetimeValue,
    leadScore: row.leadScore ?? null,
  }[field as "status"] as string | number | boolean | null | string[];
  const isEmpty = value === null || (Array.isArray(value) && value.length === 0);
  if (op === "empty") return isEmpty;
  if (op === "filled") return !isEmpty;
  const asked = values.map((one) => (field === "tag" || field === "industry" ? fold(String(one)) : one));
  const isAny = Array.isArray(value)
    ? value.some((one) => asked.includes(one))
    : asked.includes(value as never);
  if (op === "is") return isAny;
  if (op === "isNot") return !isAny;
  if (isEmpty || Array.isArray(value)) return false;
  const relative = (text: unknown) => {
    const match = /^today([+-]\d+)?$/.exec(String(text));
    return match === null ? text : dayAt(now + Number(match[1] ?? 0) * day);
  };
  const [low, high] = values.map(relative) as [never, never];
  if (op === "before") return (value as never) < low;
  if (op === "after") return (value as never) > low;
  if (op === "on") return value === low;
  if (op === "atLeast") return (value as never) >= low;
  if (op === "atMost") return (value as never) <= low;
  return (value as never) >= low && (value as never) <= high;
}

function holds(row: Doc<"customers">, group: Group | InnerGroup): boolean {
  const tests = group.rules.map((rule) => ("rules" in rule ? holds(row, rule) : means(row, rule)));
  return group.match === "all" ? tests.every(Boolean) : tests.some(Boolean);
}

const some = (words: readonly (string | boolean)[]) =>
  fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });
const dayWord = fc.oneof(
  fc.integer({ min: -800, max: 60 }).map((days) => `today${days < 0 ? days : `+${days}`}`),
  fc.integer({ min: 0, max: 900 }).map((days) => new Date(now - days * day).toISOString().slice(0, 10)),
);
const choice = (field: string, words: readonly string[]) =>
  fc.record({
    field: fc.constant(field),
    op: fc.constantFrom("is" as const, "isNot" as const),
    values: some(words),
  });
const condition = (): fc.Arbitrary<Condition> =>
  fc.oneof(
    choice("status", ["active", "lead", "prospect", "churned"]),
    choice("type", ["individual", "business", "enterprise"]),
    choice("owner", [ours.users.sales, ours.users.manager]),
    choice("tag", tagWords),
    choice("source", sources),
    choice("industry", ["travel", "FOOD"]),
    choice("language", ["ru"]),
    choice("risk", ["low", "high"]),
    fc.record({
      field: fc.constantFrom("active", "smsConsent", "emailConsent", "hasPhone", "hasEmail"),
      op: fc.constant("is" as const),
      values: fc.boolean().map((flag) => [flag]),
    }),
    fc.record({
      field: fc.constantFrom("owner", "tag", "industry", "lastContactAt", "nextFollowUpAt", "leadScore"),
      op: fc.constantFrom("empty" as const, "filled" as const),
      values: fc.constant<Condition["values"]>([]),
    }),
    fc.record({
      field: fc.constantFrom("createdAt", "dateJoined", "lastContactAt", "nextFollowUpAt"),
      op: fc.constantFrom("before" as const, "after" as const, "on" as const),
      values: dayWord.map((word) => [word]),
    }),
    fc.record({
      field: fc.constantFrom("createdAt", "dateJoined", "lastContactAt", "nextFollowUpAt"),
      op: fc.constant("between" as const),
      values: fc.tuple(dayWord, dayWord),
    }),
    fc.record({
      field: fc.constantFrom("leadScore", "lifetimeValue"),
      op: fc.constantFrom("atLeast" as const, "atMost" as const),
      values: fc.integer({ min: -5, max: 120 }).map((n) => [n]),
    }),
    fc.record({
      field: fc.constantFrom("lifetimeValue"),
      op: fc.constant("between" as const),
      values: fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 50_000 })),
    }),
  );
const matches = fc.constantFrom("all" as const, "any" as const);
const group = (): fc.Arbitrary<Group> =>
  fc.record({
    match: matches,
    rules: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: condition() },
        {
          weight: 1,
          arbitrary: fc.record({
            match: matches,
            rules: fc.array(condition(), { minLength: 1, maxLength: 3 }),
          }),
        },
      ),
      { minLength: 1, maxLength: 4 },
    ),
  });

async function listed(
  role: "admin" | "sales",
  args: { filters: CustomerFilters; sort?: (typeof sortNames)[number]; order?: "asc" | "desc" },
) {
  const found: Id<"customers">[] = [];
  let cursor: string | null = null;
  let pages = 0;
  for (; pages < 500; pages++) {
    const page: { page: { _id: Id<"customers"> }[]; isDone: boolean; continueCursor: string } = await ours.as[
      role
    ].query(api.customers.list, { orgId: ours.orgId, ...args, cursor });
    found.push(...page.page.map((row) => row._id));
    if (page.isDone) break;
    cursor = page.continueCursor;
  }
  return { found, pages: pages + 1 };
}

async function counted(role: "admin" | "sales", filters: CustomerFilters): Promise<number> {
  const { orgId } = ours;
  const known = await ours.as[role].query(api.customers.count, { orgId, filters });
  if (known !== null) return known;
  let sum = 0;
  let cursor: string | null = null;
  do {
    const page: { count: number; continueCursor: string | null } = await ours.as[role].query(
      api.customers.countOn,
      { orgId, filters, cursor },
    );
    sum += page.count;
    cursor = page.continueCursor;
  } while (cursor !== null);
  return sum;
}

describe("450 customers, 200 documents per call", () => {
  beforeAll(async () => fill(450));

  test("SRC-15 SRC-05 SRC-10: any combination lists and counts exactly the rows that meet it, in order", async () => {
    const byId = new Map(rows.map((row) => [row._id as string, row]));
    const fieldOf = {
      name: "nameSort",
      code: "codeNumber",
      email: "email",
      phone: "phoneE164",
      company: "companySort",
      city: "citySort",
    } as Record<string, keyof Doc<"customers">>;
    await fc.assert(
      fc.asyncProperty(
        group(),
        fc.constantFrom(...sortNames),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.constantFrom("admin" as const, "sales" as const),
        async (where, sort, order, role) => {
          const expected = rows.filter(
            (row) =>
              row.status !== "deleted" &&
              (role === "admin" || row.ownerId === ours.users.sales) &&
              holds(row, where),
          );
          const { found } = await listed(role, { filters: { where, now }, sort, order });
          expect(new Set(found).size).toBe(found.length);
          expect([...found].sort()).toEqual(expected.map((row) => row._id).sort());
          expect(await counted(role, { where, now })).toBe(expected.length);
          const values = found.map((id) => byId.get(id)![fieldOf[sort] ?? (sort as "createdAt")]);
          const known = values.filter((value) => value !== undefined);
          expect(values.slice(known.length).every((value) => value === undefined)).toBe(true);
          const sorted = [...known].sort((a, b) => (a! < b! ? -1 : a! > b! ? 1 : 0));
          expect(known).toEqual(order === "asc" ? sorted : sorted.reverse());
        },
      ),
      { numRuns: 25 },
    );
  });

  test("PRF: the limit holds here", async () => {
    await expect(backend.run((ctx) => ctx.db.query("customers").collect())).rejects.toThrow(
      "too many documents",
    );
  });

  test("SRC-15: (VIP and no contact for 90 days) or tagged spring, in one page each of at most fifty", async () => {
    const where: Group = {
      match: "any",
      rules: [
        {
          match: "all",
          rules: [
            { field: "tag", op: "is", values: ["vip"] },
            { field: "lastContactAt", op: "before", values: ["today-90"] },
          ],
        },
        { field: "tag", op: "is", values: ["Spring"] },
      ],
    };
    const expected = rows.filter((row) => row.status !== "deleted" && holds(row, where));
    expect(expected.length).toBeGreaterThan(50);
    const { found } = await listed("admin", { filters: { where, now } });
    expect([...found].sort()).toEqual(expected.map((row) => row._id).sort());
  });

  test("SRC-05: few matches among many come in one page, whatever the sort", async () => {
    const where: Group = {
      match: "all",
      rules: [
        { field: "source", op: "is", values: ["Referral"] },
        { field: "risk", op: "is", values: ["high"] },
        { field: "smsConsent", op: "is", values: [true] },
        { field: "createdAt", op: "within", values: ["past:30"] },
      ],
    };
    for (const sort of sortNames) {
      const { pages } = await listed("admin", { filters: { where, now }, sort });
      expect(pages, sort).toBe(1);
    }
  });

  test("SRC-11: tag, owner, team, industry, churn risk, score, last contact and next follow-up each list exactly their customers", async () => {
    const { orgId, users, as } = ours;
    const teamId = await as.admin.mutation(api.teams.create, { orgId, name: "North" });
    const members = await backend.run((ctx) => ctx.db.query("memberships").collect());
    const { _id: membershipId } = members.find(({ userId }) => userId === users.sales)!;
    await as.admin.mutation(api.members.putInTeam, { orgId, membershipId, teamId });
    const each: Record<string, [Condition, (row: Doc<"customers">) => boolean]> = {
      tag: [{ field: "tag", op: "is", values: ["spring"] }, (row) => row.tags.includes("spring")],
      owner: [{ field: "owner", op: "is", values: [users.manager] }, (row) => row.ownerId === users.manager],
      team: [{ field: "owner", op: "is", values: [`team:${teamId}`] }, (row) => row.ownerId === users.sales],
      industry: [{ field: "industry", op: "is", values: ["food"] }, (row) => row.industry === "Food"],
      risk: [{ field: "risk", op: "is", values: ["high"] }, (row) => row.churnRisk === "high"],
      score: [{ field: "leadScore", op: "atLeast", values: [60] }, (row) => (row.leadScore ?? -1) >= 60],
      lastContact: [
        { field: "lastContactAt", op: "before", values: ["today-90"] },
        (row) => row.lastContactAt > 0 && row.lastContactAt < Date.UTC(2026, 5, 15) - 90 * day,
      ],
      nextFollowUp: [
        { field: "nextFollowUpAt", op: "on", values: ["today+4"] },
        (row) => row.nextFollowUpAt === now + 4 * day,
      ],
    };
    for (const [name, [rule, meets]] of Object.entries(each)) {
      const expected = rows.filter((row) => row.status !== "deleted" && meets(row)).map((row) => row._id);
      expect(expected.length, name).toBeGreaterThan(0);
      const where: Group = { match: "all", rules: [rule] };
      const { found } = await listed("admin", { filters: { where, now } });
      expect([...found].sort(), name).toEqual(expected.sort());
    }
  });

  test("SRC-15: what cannot be compared is refused by field; a relative day needs to know today", async () => {
    const ask = (rule: Condition, time: object = { now }) =>
      ours.as.admin.query(api.customers.list, {
        orgId: ours.orgId,
        filters: { where: { match: "all", rules: [rule] }, ...time },
      });
    await expect(ask({ field: "nothing", op: "is", values: ["x"] })).rejects.toThrow("unknownField");
    await expect(ask({ field: "status", op: "before", values: ["today"] })).rejects.toThrow("condition");
    await expect(ask({ field: "createdAt", op: "before", values: ["2026-02-30"] })).rejects.toThrow(
      "condition",
    );
    await expect(ask({ field: "createdAt", op: "within", values: ["someday"] })).rejects.toThrow("condition");
    await expect(ask({ field: "leadScore", op: "atLeast", values: ["9"] })).rejects.toThrow("condition");
    await expect(ask({ field: "createdAt", op: "within", values: ["thisMonth"] }, {})).rejects.toThrow("now");
    const many = Array.from({ length: 31 }, () => ({
      field: "type",
      op: "is" as const,
      values: ["business"],
    }));
    await expect(
      ours.as.admin.query(api.customers.list, {
        orgId: ours.orgId,
        filters: { where: { match: "all", rules: many } },
      }),
    ).rejects.toThrow("LIMIT_EXCEEDED");
  });
});

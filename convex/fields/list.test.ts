import { beforeEach, describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { emptyDraft, type FieldDraft } from "./shape";

let backend: Backend;
let ours: Organization;
beforeEach(async () => {
  backend = newBackend({ documentsRead: 300 });
  ours = await newOrganization(backend, "ours");
});

const define = async (draft: Partial<FieldDraft>) =>
  (
    await ours.as.admin.mutation(api.fields.create, {
      orgId: ours.orgId,
      entity: "customers",
      draft: { ...emptyDraft("USD"), ...draft },
    })
  ).key;

type Filters = NonNullable<Parameters<typeof read>[1]["filters"]>;
async function read(
  role: keyof Organization["as"],
  args: { sort?: string; order?: "asc" | "desc"; filters?: object; numItems?: number },
): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 200; pages++) {
    const page: { page: { name: string }[]; isDone: boolean; continueCursor: string } = await ours.as[
      role
    ].query(api.customers.list, { orgId: ours.orgId, ...args, cursor } as never);
    names.push(...page.page.map(({ name }) => name));
    if (page.isDone) return names;
    cursor = page.continueCursor;
  }
  throw new Error("The list does not end.");
}
const where = (...rules: object[]): Filters => ({ where: { match: "all", rules } });

describe("with ninety customers and at most 300 documents read per function", () => {
  interface Person {
    name: string;
    nights: number | null;
    day: string | null;
    tier: "Gold" | "Tin" | null;
    isVegan: boolean;
    isReps: boolean;
  }
  let people: Person[];
  const keys = {} as Record<"nights" | "day" | "tier" | "vegan" | "twice", string>;

  beforeEach(async () => {
    keys.nights = await define({ label: "Nights", type: "number" });
    keys.day = await define({ label: "Day", type: "date" });
    keys.tier = await define({
      label: "Tier",
      type: "select",
      choices: [
        { label: "Gold", color: "warning" },
        { label: "Tin", color: "neutral" },
      ],
    });
    keys.vegan = await define({ label: "Vegan", type: "checkbox" });
    keys.twice = await define({ label: "Twice", type: "formula", expression: "{Nights} * 2" });
    people = Array.from({ length: 90 }, (_, n) => ({
      name: `Person ${String.fromCharCode(65 + Math.floor(n / 26))}${String.fromCharCode(65 + (n % 26))}`,
      nights: n % 5 === 0 ? null : (n * 37) % 100,
      day: n % 3 === 0 ? null : `2026-0${1 + (n % 9)}-1${n % 10}`,
      tier: n % 4 === 0 ? null : n % 2 === 0 ? "Gold" : "Tin",
      isVegan: n % 7 === 0,
      isReps: n % 3 === 1,
    }));
    for (const [n, { name, nights, day, tier, isVegan, isReps }] of people.entries()) {
      await ours.as.admin.mutation(api.customers.create, {
        orgId: ours.orgId,
        input: {
          name,
          email: `p${n}@x.test`,
          custom: {
            [keys.nights]: nights,
            [keys.day]: day,
            [keys.tier]: tier,
            ...(isVegan ? { [keys.vegan]: true } : {}),
          },
        },
        ownerId: isReps ? ours.users.sales : null,
        confirmDuplicate: true,
        reason: "test",
      });
    }
  });

  test("sorts and filters by own fields show every row once, in order, for whoever may see it", async () => {
    const valueOf = { [keys.nights]: "nights", [keys.twice]: "nights", [keys.day]: "day" } as const;
    for (const role of ["admin", "sales"] as const) {
      const seen = people.filter(({ isReps }) => role === "admin" || isReps);
      for (const [key, field] of Object.entries(valueOf)) {
        for (const order of ["asc", "desc"] as const) {
          const names = await read(role, { sort: key, order });
          expect([...names].sort(), `${role} ${field}`).toEqual(seen.map(({ name }) => name).sort());
          const values = names.map((name) => people.find((one) => one.name === name)![field]);
          const filled = values.filter((value) => value !== null);
          expect(values.slice(0, filled.length)).toEqual(filled);
          const sorted = [...filled].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
          expect(filled).toEqual(order === "asc" ? sorted : sorted.reverse());
        }
      }
      const [gold] = (
        await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity: "customers" })
      ).find(({ key }) => key === keys.tier)!.choices!;
      const cases: [Filters, (person: Person) => boolean][] = [
        [where({ field: keys.tier, op: "is", values: [gold!.id] }), ({ tier }) => tier === "Gold"],
        [where({ field: keys.tier, op: "empty", values: [] }), ({ tier }) => tier === null],
        [where({ field: keys.nights, op: "atLeast", values: [60] }), ({ nights }) => (nights ?? -1) >= 60],
        [
          where({ field: keys.twice, op: "atMost", values: [40] }),
          ({ nights }) => nights !== null && nights <= 20,
        ],
        [where({ field: keys.vegan, op: "is", values: [true] }), ({ isVegan }) => isVegan],
        [
          where(
            { field: keys.day, op: "between", values: ["2026-03-01", "2026-05-31"] },
            { field: keys.vegan, op: "is", values: [false] },
          ),
          ({ day, isVegan }) => day !== null && day >= "2026-03-01" && day <= "2026-05-31" && !isVegan,
        ],
      ];
      for (const [filters, keeps] of cases) {
        const wanted = seen.filter(keeps).map(({ name }) => name);
        expect((await read(role, { filters })).sort(), JSON.stringify(filters)).toEqual([...wanted].sort());
        const sorted = await read(role, { filters, sort: keys.nights, order: "desc" });
        expect(sorted.sort()).toEqual([...wanted].sort());
      }
    }
  });
});

test("a field that is hidden from a role can neither sort nor filter its list", async () => {
  const key = await define({
    label: "Secret",
    type: "number",
    access: { manager: "write", sales: "hidden", support: "read", brand: "hidden" },
  });
  await expect(read("sales", { sort: key })).rejects.toThrow("sort");
  await expect(read("sales", { filters: where({ field: key, op: "atLeast", values: [1] }) })).rejects.toThrow(
    key,
  );
  expect(await read("support", { sort: key })).toEqual([]);
});

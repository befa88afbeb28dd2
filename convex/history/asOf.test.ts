import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { newWorld } from "../engagement.testkit";
import { rewind } from "./asOf";

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 9) }));
afterEach(() => vi.useRealTimers());

async function world() {
  const given = await newWorld();
  const { org, backend, customerId } = given;
  const { orgId } = org;
  const row = async () => (await backend.run((ctx) => ctx.db.get("customers", customerId)))!;
  const history = async (filters: object = {}) =>
    (
      await org.as.sales.query(api.history.list, {
        orgId,
        customerId,
        filters,
        paginationOpts: { numItems: 50, cursor: null },
      })
    ).page;
  return { ...given, orgId, row, history };
}

describe("as-of view", () => {
  test("INT-15: the record of any moment is rebuilt exactly, page by page, whatever was done since", async () => {
    const fields = [
      "notes",
      "industry",
      "phone",
      "status",
      "tags",
      "isActive",
      "deactivationReason",
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ deed: fc.constant("notes" as const), text: fc.constantFrom("", "a", "b") }),
            fc.record({
              deed: fc.constant("industry" as const),
              text: fc.constantFrom("", "Tours", "Hotels"),
            }),
            fc.record({
              deed: fc.constant("phone" as const),
              text: fc.constantFrom("", "+77010000001", "+77010000002"),
            }),
            fc.record({ deed: fc.constant("tags" as const), text: fc.constantFrom("", "x", "y") }),
            fc.record({ deed: fc.constant("off" as const), text: fc.constantFrom("why", "on") }),
          ),
          { minLength: 1, maxLength: 12 },
        ),
        fc.nat(11),
        async (deeds, when) => {
          const { org, orgId, customerId, row } = await world();
          const snapshots: { at: number; record: Record<string, unknown> }[] = [];
          const keep = async () => {
            const stored = (await row()) as unknown as Record<string, unknown>;
            snapshots.push({
              at: Date.now(),
              record: Object.fromEntries(fields.map((field) => [field, stored[field]])),
            });
            vi.advanceTimersByTime(1000);
          };
          await keep();
          for (const { deed, text } of deeds) {
            if (deed === "tags") {
              await org.as.sales.mutation(api.customers.setTags, {
                orgId,
                customerId,
                tags: text === "" ? [] : [text],
              });
            } else if (deed === "off") {
              if (text === "on") await org.as.sales.mutation(api.customers.reactivate, { orgId, customerId });
              else await org.as.sales.mutation(api.customers.deactivate, { orgId, customerId, reason: text });
            } else {
              await org.as.sales.mutation(api.customers.update, {
                orgId,
                customerId,
                patch: { [deed]: text },
              });
            }
            await keep();
          }
          const then = snapshots[Math.min(when, snapshots.length - 1)]!;
          let record = (await row()) as unknown as Record<string, unknown>;
          let cursor: string | null = null;
          for (let done = false; !done;) {
            const page: Awaited<ReturnType<typeof changes>> = await changes(cursor);
            record = rewind(record, page.page);
            cursor = page.continueCursor;
            done = page.isDone;
          }
          expect(Object.fromEntries(fields.map((field) => [field, record[field]]))).toEqual(then.record);

          function changes(at: string | null) {
            return org.as.sales.query(api.history.changesSince, {
              orgId,
              customerId,
              at: then.at,
              paginationOpts: { numItems: 2, cursor: at },
            });
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("filters", () => {
  test("INT-15: by actor, by what was changed, by date, and by all at once; the actors are offered by name", async () => {
    const { org, orgId, customerId, history } = await world();
    const start = Date.now();
    vi.advanceTimersByTime(60_000);
    await org.as.admin.mutation(api.customers.update, {
      orgId,
      customerId,
      patch: { notes: "A" },
      reason: "Why",
    });
    vi.advanceTimersByTime(60_000);
    await org.as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", subject: "S", description: "D" },
    });
    const actors = await org.as.sales.query(api.history.actors, { orgId, customerId });
    expect(actors.map(({ name }) => name)).toEqual(["ours admin", "ours sales"]);
    const admin = `user:${org.users.admin}`;
    const seen = async (filters: object) =>
      (await history(filters)).map(({ entity, action, actor }) => `${entity}.${action} ${actor === admin}`);
    const all = await seen({});
    expect(await seen({ actor: admin })).toEqual(["customers.updated true"]);
    expect((await history({ actor: admin }))[0]).toMatchObject({ reason: "Why", channel: "app" });
    expect(await seen({ entity: "interactions" })).toEqual(["interactions.logged false"]);
    expect(await seen({ entity: "interactions", actor: admin })).toEqual([]);
    expect(await seen({ until: start + 1000 })).toEqual(["customers.created false"]);
    expect(await seen({ from: start + 1000 })).toHaveLength(all.length - 1);
    expect(await seen({ from: start + 61_000, actor: admin })).toEqual([]);
  });

  test("INT-17: nothing anybody can call changes or removes a row of the history, but that erasing a person empties its values", async () => {
    const doors = import.meta.glob("../*.ts", { query: "?raw", import: "default", eager: true });
    const rooms = import.meta.glob(["../*/*.ts", "!../**/*.test.ts", "!../**/*.testkit.ts"], {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const sources = Object.entries({ ...doors, ...rooms } as Record<string, string>).filter(
      ([path]) => !/\.(test|testkit)\.ts$/.test(path),
    );
    expect(sources.length).toBeGreaterThan(100);
    for (const [path, text] of sources) {
      expect(/(delete|replace)\(\s*"auditLog"/.test(text), path).toBe(false);
      if (/patch\(\s*"auditLog"/.test(text)) expect(path).toBe("../erasing/sweeps.ts");
      if (/insert\(\s*"auditLog"/.test(text)) expect(path).toContain("/record.ts");
    }
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newCustomer, newWorld, refusal } from "../engagement.testkit";

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 9) }));
afterEach(() => vi.useRealTimers());

async function world() {
  const given = await newWorld();
  const { backend, org, customerId } = given;
  const { orgId } = org;
  const beat = (role: "sales" | "manager", field: string | null = null) =>
    org.as[role].mutation(api.presence.beat, { orgId, customerId, field });
  const here = (role: "sales" | "manager") => org.as[role].query(api.presence.here, { orgId, customerId });
  const rows = () => backend.run((ctx) => ctx.db.query("presence").collect());
  return { ...given, orgId, beat, here, rows };
}

test("others on the record are seen with their field, oneself is not; leaving takes one away", async () => {
  const { org, orgId, customerId, beat, here } = await world();
  await beat("sales");
  await beat("manager", "customer:x.phone");
  expect(await here("sales")).toEqual([
    { userId: org.users.manager, name: "ours manager", field: "customer:x.phone" },
  ]);
  expect(await here("manager")).toMatchObject([{ name: "ours sales", field: null }]);
  await beat("manager", null);
  expect(await here("sales")).toMatchObject([{ field: null }]);
  await org.as.manager.mutation(api.presence.leave, { orgId, customerId });
  expect(await here("sales")).toEqual([]);
});

test("a heartbeat that says nothing new writes at most once in eight seconds; silence is swept", async () => {
  const { backend, beat, rows } = await world();
  await beat("sales");
  const [first] = await rows();
  vi.advanceTimersByTime(5000);
  await beat("sales");
  expect(await rows()).toEqual([first]);
  vi.advanceTimersByTime(5000);
  await beat("sales");
  expect((await rows())[0]!.seenAt).toBe(first!.seenAt + 10_000);
  vi.advanceTimersByTime(40_000);
  expect(await backend.mutation(internal.presence.sweep, {})).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(await backend.mutation(internal.presence.sweep, {})).toBe(1);
  expect(await rows()).toEqual([]);
});

test("TEN-08: who is on a customer outside one's scope is not told, nor can one be there", async () => {
  const { org, orgId } = await world();
  const theirs = await newCustomer(org, "manager");
  const { as } = org;
  expect(await refusal(as.sales.query(api.presence.here, { orgId, customerId: theirs }))).toBe(
    "OUT_OF_REACH",
  );
  expect(
    await refusal(as.sales.mutation(api.presence.beat, { orgId, customerId: theirs, field: null })),
  ).toBe("OUT_OF_REACH");
});

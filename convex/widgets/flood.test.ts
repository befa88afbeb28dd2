/** The case of the live report: many machines, correct origin, valid tokens, a few posts each. */
import { afterEach, expect, test, vi } from "vitest";
import { newFormWorld, stored, Visitor } from "./visitor.testkit";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test("WID-07 1,000 posts from 500 addresses fill the review list, not the pipeline, and no real lead is lost", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2030, 0, 15, 12) });
  const world = await newFormWorld();
  const bots = Array.from(
    { length: 500 },
    (_, i) => new Visitor(world, `198.51.${Math.floor(i / 250)}.${i % 250}`),
  );
  const tokens: string[] = [];
  for (let i = 0; i < 1000; i++) {
    tokens.push(((await (await bots[i % 500]!.open("")).json()) as { t: string }).t);
  }
  vi.setSystemTime(Date.now() + 3000);
  const statuses: number[] = [];
  for (const [i, t] of tokens.entries()) {
    const values = { name: `Bot ${i}`, email: `bot${i}@example.com` };
    statuses.push((await bots[i % 500]!.post({ t, id: `u-${i}`, v: values })).status);
  }
  const real = await new Visitor(world, "203.0.113.99").submit({
    name: "Real Person",
    email: "real@example.com",
  });
  expect(real.status).toBe(200);
  const { leads, held, submissions } = await stored(world);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(leads, "the budget of a burst").toHaveLength(60);
  expect(held, "everything beyond it, the real one among it").toHaveLength(941);
  expect(held.at(-1)?.person.email).toBe("real@example.com");
  expect(submissions).toHaveLength(1001);
});

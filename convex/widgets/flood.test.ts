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
  const statuses: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const bot = new Visitor(world, `198.51.${Math.floor((i % 500) / 250)}.${i % 250}`);
    const { t } = (await (await bot.open()).json()) as { t: string };
    // Three seconds for each of the first posts would give the budget time to refill: the flood comes at once.
    if (i === 0) vi.setSystemTime(Date.now() + 3000);
    if (i % 100 === 0) vi.setSystemTime(Date.now() + 2100);
    const answer = await bot.post({ t, id: `u-${i}`, v: { name: `Bot ${i}`, email: `bot${i}@example.com` } });
    statuses.push(answer.status);
  }
  const real = await new Visitor(world, "203.0.113.99").submit({
    name: "Real Person",
    email: "real@example.com",
  });
  expect(real.status).toBe(200);
  const { leads, held, submissions } = await stored(world);
  expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
  // The budget of a burst and what refills in the seconds of the flood.
  expect(leads.length).toBeLessThanOrEqual(60 + 20);
  const kept = [
    ...held.map(({ person }) => person.email),
    ...submissions.filter(({ leadId }) => leadId !== undefined).map(({ leadId }) => leadId),
  ];
  expect(kept.length).toBe(submissions.filter(({ outcome }) => outcome !== "dropped").length);
  expect(held.some(({ person }) => person.email === "real@example.com")).toBe(true);
}, 120_000);

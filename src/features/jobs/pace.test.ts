import { expect, test } from "vitest";
import { paceOf } from "./pace";

test("IMX-19: percent, rate and time left follow from what is done since the start", () => {
  expect(paceOf({ total: 1000, done: 250, createdAt: 0, updatedAt: 5000 })).toEqual({
    progress: 0.25,
    rate: 50,
    leftMs: 15_000,
  });
  // Time on pause is no part of its pace.
  expect(paceOf({ total: 1000, done: 250, createdAt: 0, updatedAt: 65_000, pausedMs: 60_000 }).rate).toBe(50);
  expect(paceOf({ total: 0, done: 3, createdAt: 0, updatedAt: 1000 })).toEqual({
    progress: null,
    rate: 3,
    leftMs: null,
  });
  // The first batch says nothing yet.
  expect(paceOf({ total: 20_000, done: 200, createdAt: 0, updatedAt: 13 })).toEqual({
    progress: 0.01,
    rate: null,
    leftMs: null,
  });
  expect(paceOf({ total: 10, done: 0, createdAt: 5, updatedAt: 5 })).toEqual({
    progress: 0,
    rate: null,
    leftMs: null,
  });
});

/** What memory does over time, once a program has warmed up. */
import { median } from "../host/table";

export interface Sample {
  readonly minutes: number;
  readonly bytes: number;
}

export interface Trend {
  /** Medians of the second and the last third; the first is warming up. */
  readonly middle: number;
  readonly last: number;
  /** Slope of the straight line through both. */
  readonly bytesPerMinute: number;
}

/** Samples are to be in order of time, three at least. */
export function trendOf(samples: readonly Sample[]): Trend {
  const third = Math.floor(samples.length / 3);
  const settled = samples.slice(third);
  const middle = samples.slice(third, 2 * third);
  const last = samples.slice(2 * third);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(settled.map(({ minutes }) => minutes));
  const y = mean(settled.map(({ bytes }) => bytes));
  let covariance = 0;
  let variance = 0;
  for (const { minutes, bytes } of settled) {
    covariance += (minutes - x) * (bytes - y);
    variance += (minutes - x) ** 2;
  }
  return {
    middle: median(middle.map(({ bytes }) => bytes)),
    last: median(last.map(({ bytes }) => bytes)),
    bytesPerMinute: variance === 0 ? 0 : covariance / variance,
  };
}

/** A garbage collector's saw needs some room. */
const ROOM = 1.1;
const ROOM_BYTES = 8 * 2 ** 20;

/** Null when memory is bounded, else what is wrong. */
export function judge({ middle, last }: Trend): string | null {
  return last <= middle * ROOM + ROOM_BYTES ? null : "IT GROWS.";
}

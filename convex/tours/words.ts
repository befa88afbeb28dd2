/** Limits of tours and departures. Pure. */

/** Minor units. */
export const mostPrice = 999_999_999_999;

/** Places on one departure. */
export const mostSeats = 10_000;

/** Days of one trip. */
export const longestTrip = 365;

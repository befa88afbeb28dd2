/** Shares and growth as the figures show them: null where there is nothing to compare with. Pure. */

/** (this month - last month) / last month (ANA-08); 0.25 is a quarter more. */
export function growthRate(thisMonth: number, lastMonth: number): number | null {
  return lastMonth === 0 ? null : (thisMonth - lastMonth) / lastMonth;
}

/** Customers who came again among those who ever came (ANA-07), 0 to 1. */
export function retentionRate(visits: { visitors: number; returning: number }): number | null {
  return visits.visitors === 0 ? null : visits.returning / visits.visitors;
}

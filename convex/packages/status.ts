/** Where a sold package stands, from its own facts and the organization's day. Pure. */
import { addDays, dayMs } from "../shared/days";
import { reminderDays, type PackageStatus } from "./words";

export interface PackageFacts {
  startsOn: string;
  expiresOn?: string | undefined;
  sessionsTotal?: number | undefined;
  sessionsUsed: number;
  cancelled?: object | undefined;
}

/** `today` is the organization's calendar day; the last day still counts. */
export function statusOn(today: string, facts: PackageFacts): PackageStatus {
  if (facts.cancelled !== undefined) return "cancelled";
  if (facts.sessionsTotal !== undefined && facts.sessionsUsed >= facts.sessionsTotal) return "used";
  return facts.expiresOn !== undefined && facts.expiresOn < today ? "expired" : "active";
}

/** Null where there is no limit. */
export function sessionsLeft({
  sessionsTotal,
  sessionsUsed,
}: Pick<PackageFacts, "sessionsTotal" | "sessionsUsed">): number | null {
  return sessionsTotal === undefined ? null : Math.max(0, sessionsTotal - sessionsUsed);
}

/** The last day of a package that is good for `validDays`, its first day among them. */
export function lastDay(startsOn: string, validDays: number | undefined): string | undefined {
  return validDays === undefined ? undefined : addDays(startsOn, validDays - 1);
}

/** When the owner is to be reminded that it ends; undefined for a package without an end, or one of a day or two. */
export function reminderDay({ startsOn, expiresOn }: PackageFacts): string | undefined {
  if (expiresOn === undefined) return undefined;
  const days = Math.round((Date.parse(expiresOn) - Date.parse(startsOn)) / dayMs);
  return days < 2 ? undefined : addDays(expiresOn, -Math.min(reminderDays, Math.floor(days / 2)));
}

/** Words and limits of packages: what is offered once and used in parts. Pure. */

/** Packages that are offered at a time; what is put away counts no more. */
export const mostOffered = 300;

export const mostSessions = 10_000;

/** Some thirty years. */
export const mostValidDays = 11_000;

/** A sold package is in one of these. Only an active one can be used; a cancelled one counts nowhere. */
export const packageStatuses = ["active", "used", "expired", "cancelled"] as const;
export type PackageStatus = (typeof packageStatuses)[number];

/** The owner is reminded so many days before the end, or half way through a package that is shorter than twice that. */
export const reminderDays = 7;

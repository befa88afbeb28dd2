/** The parts of Orbit that an organization can switch off (C33, TEN-32): what is in one stays, nobody adds to it. Pure. */
import type { Permission } from "./permissions";

/** In the order in which the settings show them. */
export const moduleNames = [
  "leads",
  "forms",
  "quotes",
  "orders",
  "jobs",
  "transactions",
  "pos",
  "tours",
  "packages",
  "documents",
  "loyalty",
  "scores",
  "campaigns",
  "profiles",
  "inbox",
] as const;
export type ModuleName = (typeof moduleNames)[number];

/** As the settings keep them: absent is on. */
export type ModuleSwitches = { readonly [M in ModuleName]?: boolean | undefined };

/** By the word before a permission's colon. */
const byPrefix: Record<string, ModuleName> = {
  quotes: "quotes",
  orders: "orders",
  serviceJobs: "jobs",
  leads: "leads",
  widgets: "forms",
  held: "forms",
  transactions: "transactions",
  pos: "pos",
  tours: "tours",
  packages: "packages",
  bookings: "tours",
  documents: "documents",
  credit: "loyalty",
  vip: "loyalty",
  scores: "scores",
  campaigns: "campaigns",
  profiles: "profiles",
  communications: "inbox",
};

/** The module that a permission belongs to; null for what cannot be switched off. */
export function moduleOf(permission: string): ModuleName | null {
  return byPrefix[permission.split(":")[0]!] ?? null;
}

/** An inquiry opens a lead, what is paid for a package or at the counter is a sale: without the one there is not the other. */
const needs: { readonly [M in ModuleName]?: ModuleName } = {
  forms: "leads",
  packages: "transactions",
  pos: "transactions",
};

/** The module that this one cannot be without, where that is switched off. */
export function waitsFor(switches: ModuleSwitches | undefined, module: ModuleName): ModuleName | null {
  const needed = needs[module];
  return needed !== undefined && switches?.[needed] === false ? needed : null;
}

export function isSwitchedOff(switches: ModuleSwitches | undefined, module: ModuleName): boolean {
  return switches?.[module] === false || waitsFor(switches, module) !== null;
}

/** The switched-off module that stands behind a permission, or null. */
export function offBehind(switches: ModuleSwitches | undefined, permission: Permission): ModuleName | null {
  const module = moduleOf(permission);
  return module !== null && isSwitchedOff(switches, module) ? module : null;
}

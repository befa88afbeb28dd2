/** The switches of the transition from an older point of sale (POS-18), and who each is on for. Pure. */
import type { Stage } from "../mirror/words";

export const flagKeys = [
  "new-customer-system",
  "use-central-customers",
  "new-customer-search",
  "new-customer-creation",
  "new-booking-integration",
  "new-package-integration",
  "pos-transition",
] as const;
export type FlagKey = (typeof flagKeys)[number];

/** "some": the people and teams named (POS-21). */
export type Audience = "everyone" | "some" | "nobody";

export interface FlagSetting {
  audience: Audience;
  /** Only where the audience is "some". */
  userIds: readonly string[];
  teamIds: readonly string[];
}

/** A flag that was never touched is on: an organization without an older point of sale knows only what is new. */
export const untouched: FlagSetting = { audience: "everyone", userIds: [], teamIds: [] };

/** Without the broader flag the finer one is off as well (C44). */
const broader: { readonly [K in FlagKey]?: readonly FlagKey[] } = {
  "use-central-customers": ["new-customer-system"],
  "new-customer-search": ["new-customer-system"],
  "new-customer-creation": ["new-customer-system"],
  "new-booking-integration": ["new-customer-system", "use-central-customers"],
  "new-package-integration": ["new-customer-system", "use-central-customers"],
  "pos-transition": ["new-customer-system"],
};

/** All of them on: the screen behind `part` works with Orbit's own customers alone, who are looked for and made here. */
export const ownCustomerFlags = (part: FlagKey): readonly FlagKey[] => [
  part,
  "new-customer-search",
  "new-customer-creation",
];

const isFor = ({ audience, userIds, teamIds }: FlagSetting, userId: string, teamId: string | null): boolean =>
  audience === "everyone" ||
  (audience === "some" && (userIds.includes(userId) || (teamId !== null && teamIds.includes(teamId))));

/** The flags that are off for a member, in the order above. */
export function flagsOffFor(
  settings: ReadonlyMap<FlagKey, FlagSetting>,
  userId: string,
  teamId: string | null,
): FlagKey[] {
  const isOn = (key: FlagKey) => isFor(settings.get(key) ?? untouched, userId, teamId);
  return flagKeys.filter((key) => ![key, ...(broader[key] ?? [])].every(isOn));
}

const first: readonly FlagKey[] = ["new-customer-system", "new-customer-search"];
const booking: readonly FlagKey[] = [
  ...first,
  "use-central-customers",
  "new-customer-creation",
  "new-booking-integration",
];
const packages: readonly FlagKey[] = [...booking, "new-package-integration"];

/** The flags that should be on in a stage (POS-33); the others off. */
export const recommended: Record<Stage, readonly FlagKey[]> = {
  legacyOnly: [],
  buildAndSync: first,
  bookingsAndReverse: booking,
  packages,
  transactionLinking: packages,
  newPos: flagKeys,
};

/** Switched off by the emergency rollback (POS-26). */
export const emergencyFlags: readonly FlagKey[] = [
  "new-customer-search",
  "new-customer-creation",
  "new-booking-integration",
];

/** What can be rolled back alone, and the flag behind it (POS-27). */
export const partialRollbacks = {
  "customer-creation": "new-customer-creation",
  "booking-integration": "new-booking-integration",
} as const satisfies Record<string, FlagKey>;
export type RollbackFeature = keyof typeof partialRollbacks;

/** People and teams one flag names. */
export const mostNamed = 200;

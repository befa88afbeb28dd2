/** The fixed words of a customer: what it can be, where it came from, and which moves are legal. Pure. */

export const customerStatuses = ["prospect", "lead", "active", "inactive", "churned", "deleted"] as const;
export type CustomerStatus = (typeof customerStatuses)[number];

/** Statuses a person may choose; "deleted" is reached only by deleting or merging. */
export const choosableStatuses = ["prospect", "lead", "active", "inactive", "churned"] as const;

export const customerTypes = ["individual", "business", "enterprise"] as const;
export type CustomerType = (typeof customerTypes)[number];

/** CUS-12: exactly these ten, in this order. */
export const customerSources = [
  "Walk In",
  "Website Booking",
  "Phone Call",
  "Social Media",
  "Referral",
  "Corporate",
  "Event",
  "Marketing Campaign",
  "Mobile App",
  "Others",
] as const;
export type CustomerSource = (typeof customerSources)[number];

/** Legal moves of the lifecycle (CUS-35); a manager may make any other move with a reason. */
const moves: Record<CustomerStatus, readonly CustomerStatus[]> = {
  prospect: ["lead", "active", "inactive"],
  lead: ["prospect", "active", "inactive", "churned"],
  active: ["inactive", "churned"],
  inactive: ["active", "churned"],
  churned: ["active", "inactive"],
  deleted: [],
};

export function isLegalMove(from: CustomerStatus, to: CustomerStatus): boolean {
  return moves[from].includes(to);
}

/** Most tags one customer carries; each tag is a row of its own. */
export const tagLimit = 20;

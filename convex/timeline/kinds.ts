/**
 * What the timeline tells, and the registry through which other rooms join it: what a room records in the history
 * becomes an entry of the kind named here. Pure.
 */
import { interactionTypes, type InteractionType } from "../interactions/types";

/**
 * Beside the interactions' own types, of which "quote" is also the quotes' own, "order" the orders', "booking" the
 * bookings' and "note" the notes'.
 */
export const timelineKinds = [
  ...interactionTypes,
  "chat",
  "lead",
  "followUp",
  "status",
  "contact",
  "document",
  "consent",
  "sale",
  "package",
  "loyalty",
  "job",
  "change",
] as const;
export type TimelineKind =
  | InteractionType
  | "chat"
  | "lead"
  | "followUp"
  | "status"
  | "contact"
  | "document"
  | "consent"
  | "sale"
  | "package"
  | "loyalty"
  | "job"
  | "change";

interface Told {
  entity: string;
  action: string;
  changes: readonly { field: string }[];
}

const only =
  (kind: TimelineKind, ...actions: string[]) =>
  ({ action }: Told): TimelineKind | null =>
    actions.includes(action) ? kind : null;

const isLoyalty = (action: string) =>
  action === "tierChanged" || /^(credit|points)(Added|Used|TakenBack)$/.test(action);

/**
 * By table: the kind a history entry shows up as, or null for what would only be noise there. A room that is not
 * listed is in the history alone. Interactions name their own kind and time (interactions/log.ts).
 */
const registry: Record<string, (told: Told) => TimelineKind | null> = {
  customers: ({ action, changes }) => {
    if (action === "recomputed") return null;
    if (action === "updated" && changes.every(({ field }) => field.endsWith("Consent"))) return "consent";
    if (isLoyalty(action)) return "loyalty";
    return action !== "created" && changes.some(({ field }) => field === "status") ? "status" : "change";
  },
  contacts: () => "contact",
  quotes: only(
    "quote",
    "created",
    "sent",
    "viewed",
    "accepted",
    "rejected",
    "expired",
    "discarded",
    "restored",
  ),
  orders: only("order", "created", "placed", "processing", "fulfilled", "cancelled", "refunded"),
  serviceJobs: only("job", "created", "started", "completed", "cancelled", "reopened"),
  leads: only("lead", "created", "moved", "askedAgain"),
  // What is removed leaves the feed (removeEntries) and comes back with its restoring.
  notes: only("note", "created", "restored"),
  documents: only("document", "uploaded", "restored"),
  bookings: only("booking", "created", "moved"),
  payments: only("booking", "recorded", "refunded"),
  transactions: only("sale", "recorded", "adjusted", "voided", "restored"),
  customerPackages: only("package", "sold", "used", "returned", "expired", "cancelled", "restored"),
  followUps: only("followUp", "created", "completed", "cancelled", "reopened"),
};

export function kindOf(told: Told): TimelineKind | null {
  return registry[told.entity]?.(told) ?? null;
}

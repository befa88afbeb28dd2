/** The stages of a lead (LED-05) and which moves are legal; pure, shared by server, board and widgets. */

export const leadStatuses = ["new", "contacted", "qualified", "quoted", "won", "lost"] as const;
export type LeadStatus = (typeof leadStatuses)[number];

export function isLeadStatus(text: string): text is LeadStatus {
  return (leadStatuses as readonly string[]).includes(text);
}

export const leadSources = ["whatsapp", "website", "manual", "import"] as const;
export type LeadSource = (typeof leadSources)[number];

/** Stages in which somebody still has to do something. */
export const openStatuses = ["new", "contacted", "qualified", "quoted"] as const satisfies LeadStatus[];

export function isOpen(status: LeadStatus): boolean {
  return status !== "won" && status !== "lost";
}

/**
 * Open stages may be taken in any order, because real deals jump; a closed lead
 * may be taken up again. Won to lost goes through an open stage, so that the
 * customer's status is thought about.
 */
export function mayMove(from: LeadStatus, to: LeadStatus): boolean {
  return from !== to && (isOpen(from) || isOpen(to));
}

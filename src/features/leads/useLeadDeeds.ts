// What a person can do with a lead: move, assign, each with undo. Losing asks for a reason first.
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { LeadStatus } from "../../../convex/leads/stages";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** The part of a lead that deeds need; list rows and details both have it. */
export interface DeedLead {
  _id: Id<"leads">;
  status: LeadStatus;
  ownerId: Id<"users"> | null;
  createdBy: string;
  customer: { name: string };
}

export function useLeadDeeds() {
  const words = useMessages(messages);
  const org = useOrg();
  const undoable = useUndoable();
  const moveLead = useOrgMutation(api.leads.move);
  const assignLead = useOrgMutation(api.leads.assign);

  return {
    /** Whether this person may change the lead at all; the server decides again. */
    mayChange: (lead: DeedLead) =>
      org.can("leads:write") &&
      (org.role !== "sales" || lead.ownerId === org.user._id || lead.createdBy === `user:${org.user._id}`),

    /** Rejects with a sentence when refused; `reason` is for lost leads. */
    async move(lead: DeedLead, to: LeadStatus, reason?: string): Promise<void> {
      const { from } = await moveLead({ leadId: lead._id, to, ...(reason ? { reason } : {}) });
      if (from === "lost" || (from === "won" && to === "lost")) return;
      undoable(words.movedTo({ name: lead.customer.name, stage: words[to] }), () =>
        moveLead({ leadId: lead._id, to: from }),
      );
    },

    async assign(lead: DeedLead, ownerId: Id<"users"> | null, ownerName: string): Promise<void> {
      try {
        const { from } = await assignLead({ leadId: lead._id, ownerId });
        const { name } = lead.customer;
        undoable(
          ownerId === null ? words.unassigned({ name }) : words.assignedTo({ name, owner: ownerName }),
          () => assignLead({ leadId: lead._id, ownerId: from }),
        );
      } catch (error) {
        reportError(error);
      }
    },
  };
}

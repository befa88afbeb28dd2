// Linking and unlinking, each said with an undo.
import { api } from "../../../convex/_generated/api";
import { useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export function useLinking() {
  const words = useMessages(messages);
  const link = useOrgMutation(api.profiles.link);
  const unlink = useOrgMutation(api.profiles.unlink);
  const undo = useOrgMutation(api.history.undo);
  const undoable = useUndoable();
  return {
    link: async (
      profile: { _id: string; label: string },
      customer: { _id: string; name: string },
      suggested: boolean,
    ) => {
      try {
        const { auditId } = await link({ customerId: customer._id, profileId: profile._id, suggested });
        if (auditId !== null)
          undoable(words.wasLinked({ profile: profile.label, customer: customer.name }), () =>
            undo({ auditId }),
          );
      } catch (error) {
        reportError(error);
      }
    },
    unlink: async (label: string, customerId: string) => {
      try {
        const { auditId } = await unlink({ customerId });
        if (auditId !== null) undoable(words.wasUnlinked({ profile: label }), () => undo({ auditId }));
      } catch (error) {
        reportError(error);
      }
    },
  };
}

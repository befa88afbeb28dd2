// What one can do with a follow-up, each with its undo.
import { useCallback } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

interface Target {
  _id: Id<"followUps">;
  title: string;
  dueAt: number;
}

export function useFollowUpDeeds(timeZone: string | undefined) {
  const words = useMessages(messages);
  const format = useFormat();
  const complete = useOrgMutation(api.followUps.complete);
  const cancel = useOrgMutation(api.followUps.cancel);
  const reopen = useOrgMutation(api.followUps.reopen);
  const update = useOrgMutation(api.followUps.update);
  const undoable = useUndoable();

  const done = useCallback(
    async (target: Target, outcome?: { subject: string; description: string; type: string }) => {
      try {
        await complete({ followUpId: target._id, ...(outcome === undefined ? {} : { outcome }) });
        undoable(words.doneToast({ what: target.title }), () => reopen({ followUpId: target._id }));
      } catch (error) {
        reportError(error);
      }
    },
    [complete, reopen, undoable, words],
  );
  const putOff = useCallback(
    async (target: Target, dueAt: number) => {
      try {
        await update({ followUpId: target._id, input: { dueAt } });
        const when = format.date(dueAt, "dateTime", timeZone);
        const back = Math.max(target.dueAt, Date.now() - 23 * 3_600_000);
        undoable(words.snoozed({ when }), () => update({ followUpId: target._id, input: { dueAt: back } }));
      } catch (error) {
        reportError(error);
      }
    },
    [update, undoable, words, format, timeZone],
  );
  const drop = useCallback(
    async (target: Target) => {
      try {
        await cancel({ followUpId: target._id });
        undoable(words.cancelled({ what: target.title }), () => reopen({ followUpId: target._id }));
      } catch (error) {
        reportError(error);
      }
    },
    [cancel, reopen, undoable, words],
  );
  const give = useCallback(
    async (target: Target, ownerId: Id<"users">) => {
      await update({ followUpId: target._id, input: { ownerId } }).catch(reportError);
    },
    [update],
  );
  return { done, putOff, drop, give };
}
export type FollowUpDeeds = ReturnType<typeof useFollowUpDeeds>;

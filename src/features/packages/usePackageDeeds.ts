// What is done with a sold package, each deed with its undo.
import { api } from "../../../convex/_generated/api";
import { useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";
import type { SoldPackage } from "./packages";

export function usePackageDeeds({ _id: customerPackageId, name }: Pick<SoldPackage, "_id" | "name">) {
  const words = useMessages(messages);
  const undoable = useUndoable();
  const use = useOrgMutation(api.packages.useSession);
  const giveBack = useOrgMutation(api.packages.giveBack);
  const cancel = useOrgMutation(api.packages.cancel);
  const restore = useOrgMutation(api.packages.restore);
  const deed = (
    run: (args: { customerPackageId: typeof customerPackageId }) => Promise<unknown>,
    undo: (args: { customerPackageId: typeof customerPackageId }) => Promise<unknown>,
    told: string,
  ) => {
    return async () => {
      try {
        await run({ customerPackageId });
        undoable(told, () => undo({ customerPackageId }));
      } catch (error) {
        reportError(error);
      }
    };
  };
  return {
    use: deed(use, giveBack, words.wasUsed({ name })),
    giveBack: deed(giveBack, use, words.wasGivenBack({ name })),
    cancel: deed(cancel, restore, words.wasCancelled({ name })),
    restore: deed(restore, cancel, words.wasRestored({ name })),
  };
}

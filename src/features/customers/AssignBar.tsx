// What one can do with the selected rows: give them to somebody, with one undo for all.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toast";
import { messages } from "./messages";
import { OwnerMenu } from "./OwnerMenu";
import type { CustomerRow } from "./useCustomerPages";

export default function AssignBar(props: {
  selected: ReadonlySet<string>;
  rows: readonly CustomerRow[];
  onDone: () => void;
}) {
  const words = useMessages(messages);
  const assign = useOrgMutation(api.customers.assign);
  const undo = useOrgMutation(api.history.undo);
  const undoable = useUndoable();
  const [busy, setBusy] = useState(false);

  async function give(ownerId: Id<"users"> | null, who: string) {
    setBusy(true);
    const ids = [...props.selected];
    const entries: string[] = [];
    let done = 0;
    for (const customerId of ids) {
      try {
        const { auditId } = await assign({ customerId, ownerId });
        done += 1;
        if (auditId !== null) entries.push(auditId);
      } catch {
        // Counted below: the rest goes on.
      }
    }
    setBusy(false);
    props.onDone();
    if (done < ids.length) toast(words.assignedSome({ done, of: ids.length }), { role: "danger" });
    if (entries.length === 0) return;
    undoable(words.assigned({ n: entries.length, who }), async () => {
      for (const auditId of entries) await undo({ auditId });
    });
  }

  return (
    <>
      <OwnerMenu
        ownerId={undefined}
        onChoose={(ownerId, name) => void give(ownerId, name)}
        trigger={(trigger) => (
          <Button {...trigger} size="small" busy={busy}>
            {words.assign}
          </Button>
        )}
      />
      <Button look="ghost" size="small" onClick={props.onDone}>
        {words.clearSelection}
      </Button>
    </>
  );
}

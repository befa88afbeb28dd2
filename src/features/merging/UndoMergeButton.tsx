// Beside the history entry of a merge: the way back, whenever.
import { Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { later } from "../../ui/later";
import { uiMessages } from "../../ui/messages";

const UndoMergeDialog = later(() => import("./UndoMergeDialog"));

export default function UndoMergeButton(props: { customerId: string; auditId: string }) {
  const ui = useMessages(uiMessages);
  const [isOpen, setOpen] = useState(false);
  const list = useOrgPaginated(
    api.merges.ofCustomer,
    { customerId: props.customerId },
    { initialNumItems: 50 },
  );
  const merge = list.rows?.find((record) => record.auditId === props.auditId && record.mayUndo);
  if (merge === undefined) return null;
  return (
    <>
      <Button look="ghost" size="small" onClick={() => setOpen(true)}>
        {ui.undo}
      </Button>
      {isOpen && (
        <Suspense>
          <UndoMergeDialog mergeId={merge.mergeId} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

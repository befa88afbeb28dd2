// The button in the bar of selected rows that opens the export dialog.
import { Suspense, useState } from "react";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { later } from "../../ui/later";
import type { ExportTarget } from "./ExportDialog";
import { messages } from "./messages";

const ExportDialog = later(() => import("./ExportDialog"));

export default function ExportSelection(props: { target: ExportTarget; columns: readonly string[] }) {
  const words = useMessages(messages);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {words.export}
      </Button>
      {isOpen && (
        <Suspense>
          <ExportDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

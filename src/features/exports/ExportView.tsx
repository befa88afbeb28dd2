// The buttons that open the export dialog, for those who may: of the list as it is seen, and of what is selected in it.
import { lazy, Suspense, useState, type ReactNode } from "react";
import { DownloadIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import type { ExportTarget } from "./ExportDialog";
import { messages } from "./messages";

const ExportDialog = lazy(() => import("./ExportDialog"));

interface ExportButtonProps {
  target: ExportTarget;
  /** How many are selected, where that is known without asking. */
  count?: number;
  /** Ids of the columns the list shows. */
  columns: readonly string[];
}

/** A sign in the list's toolbar. */
export function ExportView(props: ExportButtonProps) {
  const words = useMessages(messages);
  return (
    <Exporting {...props}>
      {(open) => (
        <IconButton label={words.exportView} onClick={open}>
          <DownloadIcon aria-hidden />
        </IconButton>
      )}
    </Exporting>
  );
}

/** A button in the bar of selected rows. */
export function ExportSelection(props: ExportButtonProps) {
  const words = useMessages(messages);
  return (
    <Exporting {...props}>
      {(open) => (
        <Button size="small" onClick={open}>
          {words.export}
        </Button>
      )}
    </Exporting>
  );
}

function Exporting(props: ExportButtonProps & { children: (open: () => void) => ReactNode }) {
  const org = useOrg();
  const options = useOrgQuery(api.exports.options, org.can("customers:export") ? {} : "skip");
  const [isOpen, setOpen] = useState(false);
  if (options?.allowed !== true) return null;
  const { children, ...asked } = props;
  return (
    <>
      {children(() => setOpen(true))}
      {isOpen && (
        <Suspense>
          <ExportDialog {...asked} options={options} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

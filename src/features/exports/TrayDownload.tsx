// The tray's last line of a finished export.
import type { Id } from "../../../convex/_generated/dataModel";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { messages } from "./messages";
import "./exports.css";
import { useExportDownload } from "./useExportDownload";

export default function TrayDownload({ jobId }: { jobId: Id<"jobs"> }) {
  const words = useMessages(messages);
  const download = useExportDownload();
  return (
    <span className="tray-download">
      <Button size="small" onClick={() => download(jobId)}>
        {words.download}
      </Button>
    </span>
  );
}

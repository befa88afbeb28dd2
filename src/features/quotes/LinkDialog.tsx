// A further link to a quote that was sent.
import { useMessages } from "../../i18n/messages";
import { Dialog } from "../../ui/Dialog";
import { LinkOnce } from "./LinkOnce";
import { messages } from "./messages";

export default function LinkDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const words = useMessages(messages);
  return (
    <Dialog open onClose={onClose} title={words.copyLink}>
      <LinkOnce path={path} />
    </Dialog>
  );
}

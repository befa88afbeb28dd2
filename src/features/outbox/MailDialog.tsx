// One mail with its full text, its state, and what can be done about it.
import { CopyIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useSettings } from "../../data/OrbitProvider";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Feedback";
import { FormActions } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { outboxMessages } from "./messages";
import { statusRole } from "./statusRole";

export default function MailDialog({ mailId, onClose }: { mailId: Id<"outbox">; onClose: () => void }) {
  const words = useMessages(outboxMessages);
  const { mailConfigured } = useSettings();
  const mail = useOrgQuery(api.outbox.get, { mailId });
  const replay = useOrgMutation(api.outbox.replay);
  if (mail === undefined) {
    return (
      <Dialog open onClose={onClose} title={words.title} width={560}>
        <Skeleton width="80%" />
      </Dialog>
    );
  }
  const mayReplay = mailConfigured && (mail.status === "failed" || mail.status === "held");
  const { link } = mail;
  return (
    <Dialog open onClose={onClose} title={mail.subject} width={560}>
      <div className="row">
        <StatusBadge role={statusRole[mail.status]}>{words[mail.status]}</StatusBadge>
        <span className="meta">
          {words.to} {mail.to} · <DateText at={mail.createdAt} />
          {mail.attempts > 0 && ` · ${words.attempts}: ${String(mail.attempts)}`}
        </span>
      </div>
      <FormProblem>{mail.lastError && `${words.error}: ${mail.lastError}`}</FormProblem>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable without a mouse */}
      <div className="mail-text" tabIndex={0}>
        {mail.text}
      </div>
      <FormActions>
        {link !== undefined && (
          <Button
            icon={<CopyIcon aria-hidden />}
            onClick={() => void navigator.clipboard.writeText(link).then(() => toast(words.copied))}
          >
            {words.copyLink}
          </Button>
        )}
        {mayReplay && (
          <Button
            look="primary"
            onClick={() => void replay({ mailId }).then(() => toast(words.queuedAgain), reportError)}
          >
            {words.resend}
          </Button>
        )}
        <Button onClick={onClose}>{words.close}</Button>
      </FormActions>
    </Dialog>
  );
}

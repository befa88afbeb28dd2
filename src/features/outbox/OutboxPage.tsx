// The organization's mails: what was sent, what waits, what failed.
import { Suspense, useState } from "react";
import { CopyIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { useSettings } from "../../data/OrbitProvider";
import { useOrgMutation, useOrgPaginated } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { SettingsFrame } from "../settings/SettingsFrame";
import { outboxMessages } from "./messages";
import { statusRole } from "./statusRole";
import "../../ui/CountedChoices.css";
import "./Outbox.css";

const MailDialog = later(() => import("./MailDialog"));

type Status = Doc<"outbox">["status"];
const filters = [null, "held", "failed", "sent", "delivered"] as const;

export default function OutboxPage() {
  const words = useMessages(outboxMessages);
  const { mailConfigured } = useSettings();
  const [status, setStatus] = useState<Status | null>(null);
  const [open, setOpen] = useState<Id<"outbox"> | null>(null);
  const mails = useOrgPaginated(api.outbox.list, { status }, { initialNumItems: 40 });
  const replayAll = useOrgMutation(api.outbox.replayAll);
  const copy = (link: string) => void navigator.clipboard.writeText(link).then(() => toast(words.copied));
  return (
    <SettingsFrame
      title={words.title}
      actions={
        mailConfigured && (
          <Button onClick={() => void replayAll({}).then(() => toast(words.queuedAgain), reportError)}>
            {words.resendAll}
          </Button>
        )
      }
    >
      <Section note={mailConfigured ? words.note : words.noProvider}>
        <div className="counted-choices mail-filters" role="group" aria-label={words.title}>
          {filters.map((each) => (
            <Button
              key={each ?? "all"}
              size="small"
              look="ghost"
              aria-pressed={each === status}
              onClick={() => setStatus(each)}
            >
              {words[each ?? "all"]}
            </Button>
          ))}
        </div>
        {mails.rows === undefined && (
          <ul className="mails">
            {Array.from({ length: 6 }, (_, index) => (
              <li key={index} className="mail">
                <Skeleton width="70%" />
              </li>
            ))}
          </ul>
        )}
        {mails.rows?.length === 0 && (
          <EmptyState title={status === null ? words.emptyTitle : words.emptyFilter}>
            {words.empty}
          </EmptyState>
        )}
        <ul className="mails">
          {mails.rows?.map((mail) => (
            <li key={mail._id} className="mail">
              <button type="button" className="mail-open" onClick={() => setOpen(mail._id)}>
                <span className="mail-subject truncate">{mail.subject}</span>
                <span className="meta truncate">
                  {mail.to} · <DateText at={mail.createdAt} />
                </span>
              </button>
              <LiveValue value={mail.status}>
                <StatusBadge role={statusRole[mail.status]}>{words[mail.status]}</StatusBadge>
              </LiveValue>
              {mail.link !== null && (
                <IconButton label={`${words.copyLink}: ${mail.subject}`} onClick={() => copy(mail.link!)}>
                  <CopyIcon aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
        <LoadMore list={mails}>{words.loadMore}</LoadMore>
      </Section>
      {open !== null && (
        <Suspense>
          <MailDialog mailId={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}

// One message: theirs at the left, ours at the right; what became of it, and another try where it failed (COM-03, COM-24).
import { CheckIcon, ClockIcon, ExclamationTriangleIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { LiveValue } from "../../ui/LiveValue";
import { useBusy } from "../../ui/useBusy";
import { DateText } from "../../ui/Values";
import { ChannelIcon } from "./ChannelIcon";
import { MessageFiles } from "./MessageFiles";
import { messages } from "./messages";

type Row = OrgRow<typeof api.communications.list>;

export function Message({ message, mayWrite }: { message: Row; mayWrite: boolean }) {
  const words = useMessages(messages);
  const { call, files, mediaUrl, mediaType } = message;
  const minutes = call?.minutes ?? null;
  const isImage = mediaType?.startsWith("image/") ?? false;
  const who = message.direction === "outbound" ? message.authorName : message.contactName;
  return (
    <li className="bubble" data-side={message.direction} data-channel={message.communicationType}>
      <div className="bubble-box">
        {(message.subject ?? call?.subject) && (
          <p className="bubble-subject">{message.subject ?? call?.subject}</p>
        )}
        {message.body !== null && <p className="bubble-text">{message.body}</p>}
        {mediaUrl !== null && (
          <p>
            {isImage && (
              <img
                className="bubble-picture"
                src={mediaUrl}
                alt=""
                loading="lazy"
                referrerPolicy="no-referrer"
              />
            )}
            <a href={mediaUrl} target="_blank" rel="noreferrer noopener">
              {words.attachment}
              {mediaType !== null && ` (${mediaType})`}
            </a>
          </p>
        )}
        <MessageFiles files={files} mayRetry={mayWrite} />
        {mediaUrl === null && files.length === 0 && message.body === null && call === null && (
          <p className="quiet">
            {mediaType === null ? words.textMissing : `${words.attachment} (${mediaType})`}
          </p>
        )}
      </div>
      <p className="bubble-foot meta">
        <ChannelIcon channel={message.communicationType} />
        {who !== null && who !== "" && <span className="truncate">{who}</span>}
        {minutes !== null && <span>{words.minutes({ n: minutes })}</span>}
        {call !== null && !call.successful && <span>{words.unanswered}</span>}
        <DateText at={message.createdAt} />
        <State message={message} mayWrite={mayWrite} />
      </p>
      {message.error !== null && <p className="bubble-error">{message.error}</p>}
    </li>
  );
}

function State({ message, mayWrite }: { message: Row; mayWrite: boolean }) {
  const words = useMessages(messages);
  const retry = useOrgMutation(api.communications.retry);
  const [busy, run] = useBusy();
  const { deliveryStatus: state } = message;
  if (message.direction === "inbound" || state === "recorded" || state === "received") return null;
  const mayRetry = mayWrite && (state === "failed" || state === "simulated");
  return (
    <>
      <LiveValue value={state}>
        <span className="bubble-state" data-state={state}>
          {state === "failed" ? (
            <ExclamationTriangleIcon aria-hidden />
          ) : state === "queued" || state === "sending" ? (
            <ClockIcon aria-hidden />
          ) : state === "simulated" ? null : (
            <CheckIcon aria-hidden />
          )}
          {words[message.isUncertain ? "state.uncertain" : (`state.${state}` as const)]}
        </span>
      </LiveValue>
      {mayRetry && (
        <Button
          size="small"
          look="ghost"
          busy={busy}
          onClick={() => run(() => retry({ messageId: message._id }).catch(reportError))}
        >
          {words.retry}
        </Button>
      )}
    </>
  );
}

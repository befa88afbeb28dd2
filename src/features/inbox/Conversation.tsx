// One customer's conversation on every channel, oldest at the top, the composer below (COM-05, COM-15).
import { useEffect, useRef } from "react";
import { ArrowLeftIcon, EnvelopeOpenIcon, PersonIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { Skeleton, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { useCustomer } from "../../hooks/useCustomer";
import { Composer } from "./Composer";
import { Message } from "./Message";
import { messages } from "./messages";
import "./inbox.css";

/** In the inbox, under the customer's name. */
export function Conversation(props: { customer: string; onBack: () => void; onOpenCustomer: () => void }) {
  const words = useMessages(messages);
  const opened = useCustomer(props.customer);
  if (opened === undefined) {
    return (
      <div className="conversation-wait">
        <Skeleton width={180} />
        <SkeletonLines widths={["60%", "75%", "50%"]} />
      </div>
    );
  }
  const { customer } = opened;
  return (
    <>
      <header className="conversation-head">
        <IconButton label={words.back} className="conversation-back" onClick={props.onBack}>
          <ArrowLeftIcon aria-hidden />
        </IconButton>
        <Avatar name={customer.name} round={customer.type === "individual"} />
        <h2 className="truncate">{customer.name}</h2>
        <span className="meta numeric conversation-code">{customer.customerCode}</span>
        <span className="conversation-actions">
          <MarkUnread customerId={customer._id} onDone={props.onBack} />
          <Button size="small" icon={<PersonIcon aria-hidden />} onClick={props.onOpenCustomer}>
            {words.openCustomer}
          </Button>
        </span>
      </header>
      <ConversationBody customerId={customer._id} />
    </>
  );
}

function MarkUnread({ customerId, onDone }: { customerId: Id<"customers">; onDone: () => void }) {
  const words = useMessages(messages);
  const mark = useOrgMutation(api.communications.mark);
  if (!useOrg().can("communications:send")) return null;
  return (
    <IconButton
      label={words.markUnread}
      onClick={() => void mark({ customerId, isRead: false }).then(onDone, reportError)}
    >
      <EnvelopeOpenIcon aria-hidden />
    </IconButton>
  );
}

/** The messages and the composer; also the customer's Chat tab. Opening it takes what came in as read. */
export function ConversationBody({ customerId }: { customerId: Id<"customers"> }) {
  const words = useMessages(messages);
  const list = useOrgPaginated(
    api.communications.list,
    { customerId, channel: "all" },
    { initialNumItems: 30, pageSize: 30 },
  );
  const ways = useOrgQuery(api.communications.ways, { customerId });
  const end = useRef<HTMLDivElement>(null);
  const newest = list.rows?.[0];
  useTakenAsRead(customerId, newest?._id, list.rows?.some(({ isUnread }) => isUnread) ?? false);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [newest?._id]);
  if (list.rows === undefined) return <SkeletonLines widths={["60%", "75%", "50%"]} />;
  return (
    <div className="conversation">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a part that scrolls must be reachable without a mouse */}
      <div className="conversation-messages" tabIndex={0} role="log" aria-label={words.history}>
        <LoadMore list={list}>{words.older}</LoadMore>
        {list.rows.length === 0 && (
          <div className="tab-empty">
            <p className="tab-empty-title">{words.nothing}</p>
            <p className="quiet">{words.nothingHere}</p>
          </div>
        )}
        <ol className="bubbles">
          {list.rows.toReversed().map((message) => (
            <Message key={message._id} message={message} mayWrite={ways?.mayWrite ?? false} />
          ))}
        </ol>
        <div ref={end} />
      </div>
      {ways?.mayWrite && <Composer customerId={customerId} ways={ways} />}
    </div>
  );
}

/** Once for each message that comes in while the conversation is in front of somebody. */
function useTakenAsRead(customerId: Id<"customers">, newestId: string | undefined, hasUnread: boolean) {
  const mark = useOrgMutation(api.communications.mark);
  const { can } = useOrg();
  const marked = useRef<string | null>(null);
  const may = can("communications:send");
  useEffect(() => {
    if (!may || !hasUnread || newestId === undefined || marked.current === newestId) return;
    if (document.visibilityState !== "visible") return;
    marked.current = newestId;
    void mark({ customerId, isRead: true }).catch(reportError);
  }, [may, hasUnread, newestId, mark, customerId]);
}

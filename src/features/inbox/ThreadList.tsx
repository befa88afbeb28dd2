// Conversations by their newest message: who, the last words, and how many nobody has read.
import type { api } from "../../../convex/_generated/api";
import type { OrgList, OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { DateText, NumberText } from "../../ui/Values";
import { ChannelIcon } from "./ChannelIcon";
import { messages } from "./messages";

type Thread = OrgRow<typeof api.communications.threads>;

export function ThreadList(props: {
  list: OrgList<Thread>;
  openId: string | null;
  onOpen: (customerId: string) => void;
  isFiltered: boolean;
}) {
  const words = useMessages(messages);
  const { rows } = props.list;
  if (rows === undefined) return <Shape />;
  if (rows.length === 0)
    return props.isFiltered ? (
      <EmptyState title={words.emptyFilter} />
    ) : (
      <EmptyState title={words.emptyTitle}>{words.empty}</EmptyState>
    );
  return (
    <>
      <ul className="inbox-threads" aria-busy={props.list.isStale || undefined}>
        {rows.map((thread) => (
          <li key={thread.customerId}>
            <button
              type="button"
              className="inbox-thread"
              aria-current={thread.customerId === props.openId || undefined}
              data-unread={thread.unread > 0 || undefined}
              onClick={() => props.onOpen(thread.customerId)}
            >
              <Avatar name={thread.customerName} round />
              <span className="inbox-who truncate">{thread.customerName}</span>
              <span className="meta inbox-when">
                <DateText at={thread.lastMessageAt} />
              </span>
              <span className="inbox-last quiet">
                {thread.last !== null && (
                  <>
                    <ChannelIcon channel={thread.last.communicationType} />
                    <span className="truncate">
                      {thread.last.direction === "outbound" &&
                        `${thread.last.isOwn ? words.you : (thread.last.authorName ?? words.us)}: `}
                      {thread.last.subject ?? thread.last.body ?? thread.last.fileName ?? words.attachment}
                    </span>
                  </>
                )}
              </span>
              {thread.unread > 0 && (
                <span className="inbox-unread">
                  <span className="visually-hidden">{words.unread}: </span>
                  <LiveValue value={thread.unread}>
                    <NumberText value={thread.unread} />
                  </LiveValue>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <LoadMore list={props.list}>{words.more}</LoadMore>
    </>
  );
}

function Shape() {
  return (
    <ul className="inbox-threads" aria-hidden>
      {[55, 70, 40, 60].map((width) => (
        <li key={width} className="inbox-thread">
          <span className="inbox-who">
            <Skeleton width={`${width}%`} />
          </span>
          <span className="inbox-last">
            <Skeleton width="85%" />
          </span>
        </li>
      ))}
    </ul>
  );
}

// All conversations beside the one that is open (COM-16): channel, unread and mine hold together and stand in the address.
import { Suspense, useCallback } from "react";
import { api } from "../../../convex/_generated/api";
import { threadChannels, type ThreadChannel } from "../../../convex/communications/words";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { CountedChoices } from "../../ui/CountedChoices";
import { EmptyState } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { Strip } from "../../ui/Strip";
import { useAddress } from "../../ui/useAddress";
import { NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { Conversation } from "./Conversation";
import { messages } from "./messages";
import { ThreadList } from "./ThreadList";
import { useInboxOwner } from "./useInboxOwner";
import "./inbox.css";

const CustomerSheet = later(() => import("../customers/CustomerSheet"));
const UnknownSenders = later(() => import("./UnknownSenders"));

export default function InboxPage() {
  const words = useMessages(messages);
  const { can } = useOrg();
  const [search, setAddress] = useAddress();
  const channel = threadChannels.find((one) => one === search.get("channel")) ?? "all";
  const unreadOnly = search.has("unread");
  const mine = search.has("mine");
  const { owner, seesAll } = useInboxOwner(mine);
  const isSorting = search.has("unknown") && can("communications:sort");
  const list = useOrgPaginated(
    api.communications.threads,
    owner === undefined ? "skip" : { channel, unreadOnly, owner },
    { initialNumItems: 30, pageSize: 30 },
  );
  const counts = useOrgQuery(api.communications.counts, owner === undefined ? "skip" : { owner });
  const waiting = useOrgQuery(api.unmatched.counts, can("communications:sort") ? {} : "skip")?.open;
  const openId = search.get("customer");
  const rows = list.rows ?? [];
  const at = rows.findIndex(({ customerId }) => customerId === openId);
  const open = useCallback(
    (customerId: string | null) => setAddress({ customer: customerId, unknown: null, tab: null }),
    [setAddress],
  );
  const walk = (by: number) => {
    const next = rows[at === -1 ? 0 : at + by];
    if (next !== undefined) open(next.customerId);
  };
  const walks = !search.has("sheet") && !isSorting;
  useShortcut(walks ? "J" : null, () => walk(1));
  useShortcut(walks ? "K" : null, () => walk(-1));
  const flag = (name: string, isOn: boolean) => setAddress({ [name]: isOn ? "1" : null });
  const shown = openId === null && !isSorting ? "list" : "open";
  return (
    <Page
      title={words.title}
      {...(counts === undefined
        ? {}
        : { count: <NumberText value={unreadOnly ? counts[channel].unread : counts[channel].all} /> })}
      toolbar={
        <Strip bleeds className="inbox-filters">
          <CountedChoices
            label={words.channel}
            chosen={channel}
            onChoose={(id: ThreadChannel) => setAddress({ channel: id === "all" ? null : id })}
            choices={threadChannels
              .filter((id) => id === "all" || id === channel || (counts?.[id].all ?? 0) > 0)
              .map((id) => ({ id, label: words[id], count: counts?.[id].all }))}
          />
          <span className="inbox-line" aria-hidden />
          <Button
            size="small"
            look="ghost"
            aria-pressed={unreadOnly}
            onClick={() => flag("unread", !unreadOnly)}
          >
            {words.unread}
            {counts !== undefined && (
              <span className="meta">
                {" "}
                <NumberText value={counts[channel].unread} />
              </span>
            )}
          </Button>
          {seesAll && (
            <Button size="small" look="ghost" aria-pressed={mine} onClick={() => flag("mine", !mine)}>
              {words.mine}
            </Button>
          )}
          {can("communications:sort") && (
            <Button
              size="small"
              look="ghost"
              aria-pressed={isSorting}
              onClick={() => setAddress({ unknown: isSorting ? null : "1", customer: null })}
            >
              {words.unknown}
              {waiting !== undefined && (
                <span className="meta">
                  {" "}
                  <NumberText value={waiting} />
                </span>
              )}
            </Button>
          )}
        </Strip>
      }
    >
      <div className="inbox" data-shown={shown}>
        <section className="inbox-list" aria-label={words.threads}>
          <ThreadList
            list={list}
            openId={isSorting ? null : openId}
            onOpen={open}
            isFiltered={unreadOnly || mine || channel !== "all"}
          />
        </section>
        <section className="inbox-open" aria-label={words.conversation}>
          {isSorting ? (
            <Suspense>
              <UnknownSenders onOpen={open} />
            </Suspense>
          ) : openId === null ? (
            <EmptyState title={words.chooseTitle}>{words.choose}</EmptyState>
          ) : (
            <Conversation
              key={openId}
              customer={openId}
              onBack={() => open(null)}
              onOpenCustomer={() => setAddress({ sheet: "1" })}
            />
          )}
        </section>
      </div>
      {openId !== null && search.has("sheet") && (
        <Suspense>
          <CustomerSheet customerId={openId} onClose={() => setAddress({ sheet: null, tab: null })} />
        </Suspense>
      )}
    </Page>
  );
}

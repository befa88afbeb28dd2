// Today: what is late, what is due, what comes; who arrived since. Live, and done by single keys.
import { useRef, type RefObject } from "react";
import { Link, useSearchParams } from "react-router";
import { CheckIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button, ButtonLink } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { Menu } from "../../ui/Menu";
import { Page } from "../../ui/Page";
import { useNow } from "../../ui/clock";
import { DateText } from "../../ui/Values";
import { WaitingMentions } from "../notes/WaitingMentions";
import { agendaAt } from "./agenda";
import { FollowUpRow } from "./FollowUpRow";
import { messages } from "./messages";
import { useFollowUpDeeds, type FollowUpDeeds } from "./useFollowUpDeeds";
import "./today.css";

/** Now to five minutes: the queries' arguments must not change with every tick. */
const step = 5 * 60_000;
const weekMs = 7 * 24 * 3_600_000;

type Owner = "mine" | "everybody" | Id<"users">;

export default function TodayPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const { user, role } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const seesAll = role === "admin" || role === "manager";
  const members = useOrgQuery(api.customers.owners, seesAll ? {} : "skip")?.members;
  // In the address, so that a figure leads to everybody's and Back to whose it was.
  const [search, setSearch] = useSearchParams();
  const owner = (seesAll ? (search.get("owner") ?? "mine") : "mine") as Owner;
  const setOwner = (next: Owner) => setSearch(next === "mine" ? {} : { owner: next }, { replace: true });
  const list = useRef<HTMLDivElement>(null);
  const walk = (by: 1 | -1) => walkRows(list, by);
  useShortcut("J", () => walk(1));
  useShortcut("K", () => walk(-1));
  const shown =
    owner === "mine"
      ? words.mine
      : owner === "everybody"
        ? words.everybody
        : members?.find((m) => m.userId === owner)?.name;
  const timeZone = settings?.timeZone;
  const now = Math.floor(useNow() / step) * step;

  return (
    <Page
      title={words.title}
      {...(timeZone === undefined ? {} : { count: format.date(now, "weekday", timeZone) })}
      actions={
        seesAll && (
          <Menu
            align="end"
            items={[
              { label: words.mine, checked: owner === "mine", onSelect: () => setOwner("mine") },
              {
                label: words.everybody,
                checked: owner === "everybody",
                onSelect: () => setOwner("everybody"),
              },
              ...(members ?? [])
                .filter((member) => member.userId !== user._id)
                .map((member) => ({
                  label: member.name,
                  checked: owner === member.userId,
                  onSelect: () => setOwner(member.userId),
                })),
            ]}
            trigger={(trigger) => (
              <Button {...trigger} size="small" aria-label={`${words.whose}: ${shown ?? ""}`}>
                {shown ?? words.mine}
              </Button>
            )}
          />
        )
      }
    >
      <div className="today scroll" ref={list}>
        <div className="today-agenda">
          {timeZone === undefined ? (
            <Shape />
          ) : (
            <Sections
              owner={owner === "mine" ? user._id : owner === "everybody" ? null : owner}
              now={now}
              timeZone={timeZone}
              people={members}
            />
          )}
        </div>
        <aside className="today-side">
          <WaitingMentions />
          <NewLeads />
          <Arrivals since={Math.floor(now / step) * step - weekMs} />
          {timeZone !== undefined && <p className="meta">{words.zone({ zone: timeZone })}</p>}
        </aside>
      </div>
    </Page>
  );
}

function walkRows(list: RefObject<HTMLDivElement | null>, by: 1 | -1) {
  const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
  rows[next]?.focus();
}

interface SectionsProps {
  owner: Id<"users"> | null;
  now: number;
  timeZone: string;
  people: readonly { userId: Id<"users">; name: string }[] | undefined;
}

function Sections({ owner, now, timeZone, people }: SectionsProps) {
  const words = useMessages(messages);
  const { path } = useOrg();
  const deeds = useFollowUpDeeds(timeZone);
  const agenda = agendaAt(now, timeZone);
  const late = useDue(owner, agenda.overdue);
  const today = useDue(owner, agenda.day);
  const week = useDue(owner, agenda.week);
  if (late.rows === undefined || today.rows === undefined || week.rows === undefined) return <Shape />;
  if (late.rows.length + today.rows.length + week.rows.length === 0) {
    return (
      <EmptyState
        picture={<EmptyPicture />}
        title={words.clearTitle}
        actions={<ButtonLink to={path("customers")}>{words.toCustomers}</ButtonLink>}
      >
        {words.clear}
      </EmptyState>
    );
  }
  const shared = { deeds, timeZone, people, showOwner: owner === null };
  return (
    <>
      {late.rows.length > 0 && <DueList title={words.overdue} list={late} tone="late" {...shared} />}
      <DueList title={words.today} list={today} empty={words.todayEmpty} {...shared} />
      <DueList title={words.week} list={week} empty={words.weekEmpty} {...shared} />
    </>
  );
}

function useDue(owner: Id<"users"> | null, { from, to }: { from: number; to: number }) {
  return useOrgPaginated(api.followUps.due, { owner, from, to }, { initialNumItems: 30, pageSize: 30 });
}

function DueList(props: {
  title: string;
  tone?: "late";
  empty?: string;
  list: ReturnType<typeof useDue>;
  deeds: FollowUpDeeds;
  timeZone: string;
  people: SectionsProps["people"];
  showOwner: boolean;
}) {
  const { list, title, tone, empty } = props;
  const words = useMessages(messages);
  const format = useFormat();
  const rows = list.rows ?? [];
  const hasMore = list.status === "CanLoadMore" || list.status === "LoadingMore";
  return (
    <section className="due-section">
      <h2 className="due-heading" data-tone={tone}>
        {title}
        <span className="numeric quiet">
          {format.number(rows.length)}
          {hasMore && "+"}
        </span>
      </h2>
      {rows.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <ul className="due-list">
          {rows.map((row) => (
            <FollowUpRow
              key={row._id}
              row={row}
              deeds={props.deeds}
              timeZone={props.timeZone}
              showOwner={props.showOwner}
              {...(props.people === undefined ? {} : { people: props.people })}
            />
          ))}
        </ul>
      )}
      <LoadMore list={list} size="small">
        {words.more}
      </LoadMore>
    </section>
  );
}

function NewLeads() {
  const words = useMessages(messages);
  const { user, can, path } = useOrg();
  const mayRead = can("leads:read");
  const found = useOrgQuery(api.leads.list, mayRead ? { status: "new", owner: user._id, limit: 8 } : "skip");
  const leads = found?.leads ?? [];
  if (leads.length === 0) return null;
  return (
    <section>
      <h2 className="due-heading">{words.newLeads}</h2>
      <ul className="side-list">
        {leads.map((lead) => (
          <li key={lead._id}>
            <Link className="side-row" to={path(`customers/${lead.customer._id}`)}>
              <Avatar name={lead.customer.name} />
              <span className="grow truncate">{lead.customer.name}</span>
              <span className="meta">
                <DateText at={lead.lastInquiryAt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Arrivals({ since }: { since: number }) {
  const words = useMessages(messages);
  const { path } = useOrg();
  const arrivals = useOrgQuery(api.followUps.arrivals, { since });
  if (arrivals === undefined || arrivals.length === 0) return null;
  return (
    <section>
      <h2 className="due-heading">{words.arrivals}</h2>
      <ul className="side-list">
        {arrivals.map((arrival) => (
          <li key={arrival._id}>
            <Link className="side-row" to={path(`customers/${arrival.customer._id}`)}>
              <Avatar name={arrival.customer.name} />
              <span className="grow truncate">
                {arrival.customer.name}
                <span className="meta side-note">{words.givenBy({ who: arrival.byName })}</span>
              </span>
              <span className="meta">
                <DateText at={arrival.at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the page will look like: three deeds, one of them done. */
function EmptyPicture() {
  return (
    <ul className="due-list">
      {[62, 48, 70].map((width, index) => (
        <li className="due" key={width}>
          <span className="due-tick" data-done={index === 0 || undefined}>
            <CheckIcon aria-hidden />
          </span>
          <div className="due-main">
            <Skeleton width={`${width}%`} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Shape() {
  return (
    <section className="due-section" aria-hidden>
      <Skeleton width={90} />
      <ul className="due-list">
        {[55, 40, 65, 50].map((width) => (
          <li className="due" key={width}>
            <span className="due-tick" />
            <div className="due-main">
              <Skeleton width={`${width}%`} />
              <Skeleton width="25%" />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

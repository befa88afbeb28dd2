// The point of sale's own customers, as it has them, each with whose they are here.
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { SyncStatus } from "../../../convex/mirror/list";
import { useOrg, useOrgPaginated, type OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { CountedChoices } from "../../ui/CountedChoices";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { SearchField } from "../../ui/SearchField";
import { messages } from "./messages";
import { TakeFile } from "./TakeFile";

type Row = OrgRow<typeof api.mirror.list>;
const shows = ["all", "waiting", "synced", "conflict", "deleted"] as const;
const stateRole: Record<Row["state"], Role> = {
  waiting: "info",
  synced: "positive",
  conflict: "warning",
  deleted: "neutral",
};

export function LegacyCustomers({ counts }: { counts: SyncStatus["customers"] }) {
  const words = useMessages(messages);
  const mayPush = useOrg().can("mirror:push");
  const [show, setShow] = useState<(typeof shows)[number]>("all");
  const [text, setText] = useState("");
  const [isTaking, setTaking] = useState(false);
  const wanted = text.trim();
  const list = useOrgPaginated(
    api.mirror.list,
    { state: show === "all" ? null : show, ...(wanted === "" ? {} : { text: wanted }) },
    { initialNumItems: 25, pageSize: 25 },
  );
  const all = counts.waiting + counts.synced + counts.conflict + counts.deleted;
  const take = mayPush && !isTaking && <Button onClick={() => setTaking(true)}>{words.takeFile}</Button>;
  return (
    <div className="stack">
      {isTaking && <TakeFile onClose={() => setTaking(false)} />}
      {all > 0 && (
        <div className="mirror-bar">
          <CountedChoices
            label={words.show}
            choices={shows.map((id) => ({ id, label: words[id], count: id === "all" ? all : counts[id] }))}
            chosen={show}
            onChoose={setShow}
          />
          <div className="row">
            <SearchField
              aria-label={words.search}
              placeholder={words.searchPlaceholder}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            {take}
          </div>
        </div>
      )}
      {list.rows === undefined && <SkeletonLines widths={["70%", "55%", "65%"]} />}
      {list.rows?.length === 0 &&
        (all === 0 ? (
          !isTaking && (
            <EmptyState title={words.noCustomersTitle} actions={take}>
              {words.noCustomers}
            </EmptyState>
          )
        ) : (
          <EmptyState title={words.nothingHere} />
        ))}
      <ul className="thing-list">
        {list.rows?.map((row) => (
          <LegacyRow key={row._id} row={row} />
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {words.more}
      </LoadMore>
    </div>
  );
}

function LegacyRow({ row }: { row: Row }) {
  const words = useMessages(messages);
  const org = useOrg();
  return (
    <li className="thing-row">
      <span className="thing-what">
        <span className="truncate">{row.name ?? words.noName}</span>
        <span className="meta numeric mirror-wrap">
          {[row.legacyId, row.phone, row.email].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="thing-what mirror-holder">
        {row.customer === null ? (
          <span className="quiet">{words.notLinked}</span>
        ) : (
          <>
            <Link className="link truncate" to={org.path(`customers/${row.customer._id}`)}>
              {row.customer.name}
            </Link>
            <span className="meta numeric">
              {[row.customer.customerCode, row.origin === "orbit" ? words.fromOrbit : null]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </>
        )}
      </span>
      <LiveValue value={row.state}>
        <StatusBadge role={stateRole[row.state]}>{words[row.state]}</StatusBadge>
      </LiveValue>
    </li>
  );
}

// Settings → Catalogue: what is sold, by name, found by its words; archived items below (ORD-07).
import { Suspense, useDeferredValue, useEffect, useState } from "react";
import { Navigate } from "react-router";
import { MagnifyingGlassIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { rateText } from "../../../convex/quotes/pricing";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { TextField } from "../../ui/TextField";
import { MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { SettingsFrame } from "../settings/SettingsFrame";
import type { Item } from "./item";
import { messages } from "./messages";
import "./items.css";

const ItemSheet = later(() => import("./ItemSheet"));

export default function ItemsPage() {
  const org = useOrg();
  if (!org.can("items:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <Catalogue />;
}

function Catalogue() {
  const words = useMessages(messages);
  const format = useFormat();
  const counts = useOrgQuery(api.items.counts, {});
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const [editing, setEditing] = useState<Item | "new" | null>(null);
  const add = (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setEditing("new")}>
      {words.newItem}
    </Button>
  );
  const isEmpty = counts !== undefined && counts.active + counts.archived === 0;
  return (
    <SettingsFrame title={words.title} actions={add}>
      {isEmpty ? (
        <EmptyState title={words.emptyTitle} actions={add}>
          {words.empty}
        </EmptyState>
      ) : (
        <>
          <p className="quiet prose">{words.intro}</p>
          <div className="item-head">
            <TextField
              type="search"
              aria-label={words.search}
              placeholder={words.search}
              before={<MagnifyingGlassIcon aria-hidden />}
              value={typed}
              maxLength={200}
              onChange={(event) => setTyped(event.target.value)}
            />
            {counts !== undefined && search === "" && (
              <span className="meta numeric">
                {words.count({ n: counts.active, text: format.number(counts.active) })}
              </span>
            )}
          </div>
          <ItemList isActive search={search} onEdit={setEditing} />
          {counts !== undefined && counts.archived > 0 && (
            <Section
              title={`${words.archived} · ${format.number(counts.archived)}`}
              note={words.archivedNote}
            >
              <ItemList isActive={false} search={search} onEdit={setEditing} />
            </Section>
          )}
        </>
      )}
      {editing !== null && (
        <Suspense>
          <ItemSheet item={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}

function ItemList(props: { isActive: boolean; search: string; onEdit: (item: Item) => void }) {
  const words = useMessages(messages);
  const { isActive, search } = props;
  const list = useOrgPaginated(api.items.list, { isActive, search }, { initialNumItems: 50, pageSize: 50 });
  const { status, rows, loadMore } = list;
  const shown = rows?.length ?? 0;
  // A page of a search shows only what matches: go on by itself until something is in sight.
  useEffect(() => {
    if (status === "CanLoadMore" && shown < 10) loadMore();
  }, [status, shown, loadMore]);
  if (rows === undefined) return <SkeletonLines widths={["80%", "65%", "72%"]} />;
  if (shown === 0 && status === "Exhausted" && search !== "") return <p className="quiet">{words.noMatch}</p>;
  return (
    <>
      <ul className="item-list">
        {rows.map((item) => (
          <ItemRow key={item._id} item={item} onEdit={props.onEdit} />
        ))}
      </ul>
      {shown >= 10 && <LoadMore list={list}>{words.more}</LoadMore>}
    </>
  );
}

function ItemRow({ item, onEdit }: { item: Item; onEdit: (item: Item) => void }) {
  const words = useMessages(messages);
  const setActive = useOrgMutation(api.items.setActive);
  const undoable = useUndoable();
  const turn = async () => {
    const itemId = item._id;
    try {
      await setActive({ itemId, isActive: !item.isActive });
      if (item.isActive)
        undoable(words.wasArchived({ name: item.name }), () => setActive({ itemId, isActive: true }));
    } catch (error) {
      reportError(error);
    }
  };
  const details = [item.sku, item.category, item.taxRate > 0 && words.tax({ rate: rateText(item.taxRate) })];
  return (
    <li className="item-row">
      <button type="button" className="item-open" onClick={() => onEdit(item)}>
        <span className="item-what">
          <span className="truncate">{item.name}</span>
          <span className="meta truncate">{details.filter(Boolean).join(" · ")}</span>
        </span>
        <MoneyText minor={item.unitPrice} currency={item.currency} />
      </button>
      <Button look="ghost" size="small" onClick={() => void turn()}>
        {item.isActive ? words.archive : words.bringBack}
      </Button>
    </li>
  );
}

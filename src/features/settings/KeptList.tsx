// A settings page of things that are written once and chosen often: by name, each opened by a press; archived ones below.
import { Suspense, useEffect, useState, type ReactNode } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import type { OrgList } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { SettingsFrame } from "./SettingsFrame";
import "../../ui/ThingList.css";

export interface KeptThing {
  _id: string;
  name: string;
  isActive: boolean;
}

export interface KeptListProps<Thing extends KeptThing> {
  words: {
    title: string;
    intro: string;
    addNew: string;
    emptyTitle: string;
    empty: string;
    more: string;
    archive: string;
    bringBack: string;
    wasArchived: (p: { name: string }) => string;
    archived: string;
    archivedNote: string;
    count: (p: { n: number; text: string }) => string;
  };
  /** Exact; undefined while they are on their way. */
  counts: { active: number; archived: number } | undefined;
  active: OrgList<Thing>;
  archived: OrgList<Thing>;
  /** What looks for one, and what is said when none has what is looked for: null while nothing is. */
  search?: { field: ReactNode; noMatch: string | null };
  /** What a line says of a thing under its name, and at its end. */
  about: (thing: Thing) => ReactNode;
  end?: (thing: Thing) => ReactNode;
  onArchive: (thing: Thing, isActive: boolean) => Promise<unknown>;
  /** The thing's form; null for a new one. */
  sheet: (thing: Thing | null, close: () => void) => ReactNode;
}

export function KeptList<Thing extends KeptThing>(props: KeptListProps<Thing>) {
  const { words, counts, search } = props;
  const format = useFormat();
  const [editing, setEditing] = useState<Thing | "new" | null>(null);
  const add = (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setEditing("new")}>
      {words.addNew}
    </Button>
  );
  const isSearched = search !== undefined && search.noMatch !== null;
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
          <div className="kept-head">
            {search?.field}
            {counts !== undefined && !isSearched && (
              <span className="meta numeric">
                {words.count({ n: counts.active, text: format.number(counts.active) })}
              </span>
            )}
          </div>
          <Half {...props} list={props.active} onEdit={setEditing} />
          {counts !== undefined && counts.archived > 0 && (
            <Section
              title={`${words.archived} · ${format.number(counts.archived)}`}
              note={words.archivedNote}
            >
              <Half {...props} list={props.archived} onEdit={setEditing} />
            </Section>
          )}
        </>
      )}
      {editing !== null && (
        <Suspense>{props.sheet(editing === "new" ? null : editing, () => setEditing(null))}</Suspense>
      )}
    </SettingsFrame>
  );
}

type HalfProps<Thing extends KeptThing> = KeptListProps<Thing> & { onEdit: (thing: Thing) => void };

function Half<Thing extends KeptThing>(props: HalfProps<Thing> & { list: OrgList<Thing> }) {
  const { list, words } = props;
  const { status, rows, loadMore } = list;
  const shown = rows?.length ?? 0;
  // A page of a search shows only what matches: go on by itself until something is in sight.
  useEffect(() => {
    if (status === "CanLoadMore" && shown < 10) loadMore();
  }, [status, shown, loadMore]);
  if (rows === undefined) return <SkeletonLines widths={["80%", "65%", "72%"]} />;
  const noMatch = props.search?.noMatch ?? null;
  if (shown === 0 && status === "Exhausted" && noMatch !== null) return <p className="quiet">{noMatch}</p>;
  return (
    <>
      <ul className="thing-list">
        {rows.map((thing) => (
          <Line key={thing._id} {...props} thing={thing} />
        ))}
      </ul>
      {shown >= 10 && <LoadMore list={list}>{words.more}</LoadMore>}
    </>
  );
}

function Line<Thing extends KeptThing>({
  thing,
  words,
  about,
  end,
  onArchive,
  onEdit,
}: HalfProps<Thing> & { thing: Thing }) {
  const undoable = useUndoable();
  const turn = async () => {
    try {
      await onArchive(thing, !thing.isActive);
      if (thing.isActive) undoable(words.wasArchived({ name: thing.name }), () => onArchive(thing, true));
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <li className="kept-line">
      <button type="button" className="thing-row" onClick={() => onEdit(thing)}>
        <span className="thing-what">
          <span className="truncate">{thing.name}</span>
          <span className="meta truncate">{about(thing)}</span>
        </span>
        {end?.(thing)}
      </button>
      <Button look="ghost" size="small" onClick={() => void turn()}>
        {thing.isActive ? words.archive : words.bringBack}
      </Button>
    </li>
  );
}

// What is known about a customer in sentences: staff's notes, and the talks between them in one stream (NOT-08).
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { noteTypes, type NoteType } from "../../../convex/notes/types";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { InteractionRow } from "../interactions/InteractionRow";
import { mergeFeeds } from "./feed";
import { messages } from "./messages";
import { NoteComposer } from "./NoteComposer";
import { NoteRow } from "./NoteRow";
import "../interactions/interactions.css";
import "./notes.css";

/** "everything" is notes and talks together. */
type Shown = "everything" | NoteType | "interactions";

export function CustomerNotesTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const { can } = org;
  const [shown, setShown] = useState<Shown>("everything");
  const customerId = customer._id;
  const head = useOrgQuery(api.notes.pinned, { customerId });
  const seesTalks = can("interactions:read");
  const showsNotes = shown !== "interactions";
  const showsTalks = seesTalks && (shown === "everything" || shown === "interactions");
  const notes = useOrgPaginated(
    api.notes.list,
    showsNotes ? { customerId, noteType: shown === "everything" ? null : shown } : "skip",
    { initialNumItems: 15, pageSize: 15 },
  );
  const talks = useOrgPaginated(api.interactions.list, showsTalks ? { customerId, type: null } : "skip", {
    initialNumItems: 15,
    pageSize: 15,
  });
  const mayEditTalks = mayAdd(customer, org, "interactions:write");
  const isLoading =
    head === undefined ||
    (showsNotes && notes.rows === undefined) ||
    (showsTalks && talks.rows === undefined);
  const { rows, next } = mergeFeeds(
    { rows: showsNotes ? (notes.rows ?? []) : [], isWhole: !showsNotes || notes.status === "Exhausted" },
    { rows: showsTalks ? (talks.rows ?? []) : [], isWhole: !showsTalks || talks.status === "Exhausted" },
    (note) => note.createdAt,
    (talk) => talk.interactionDate,
  );
  // Pinned notes stand above and are not repeated below; a filter shows them in their place.
  const pinned = shown === "everything" ? (head?.pinned ?? []) : [];
  const stream = rows.filter((entry) => entry.from === "b" || shown !== "everything" || !entry.row.isPinned);
  const options: Shown[] = ["everything", ...noteTypes, ...(seesTalks ? (["interactions"] as const) : [])];
  const mayWrite = head?.canWrite ?? false;
  return (
    <div className="stack notes">
      {mayWrite && <NoteComposer customerId={customerId} />}
      <FilterChips
        label={words.filter}
        value={shown}
        onChange={setShown}
        options={options.map((value) => ({
          value,
          label: value === "everything" ? words.all : words[value],
        }))}
      />
      {isLoading ? (
        <Shape />
      ) : pinned.length + stream.length === 0 ? (
        <div className="tab-empty">
          <p className="tab-empty-title">{shown === "everything" ? words.emptyTitle : words.emptyKind}</p>
          {shown === "everything" && <p className="quiet">{words.empty}</p>}
        </div>
      ) : (
        <ul className="entries" aria-busy={notes.isStale || talks.isStale || undefined}>
          {pinned.map((note) => (
            <NoteRow key={note._id} note={note} customerId={customerId} mayPin={mayWrite} />
          ))}
          {stream.map((entry) =>
            entry.from === "a" ? (
              <NoteRow key={entry.row._id} note={entry.row} customerId={customerId} mayPin={mayWrite} />
            ) : (
              <InteractionRow key={entry.row._id} entry={entry.row} mayEdit={mayEditTalks} namesKind />
            ),
          )}
        </ul>
      )}
      {next !== null && !isLoading && (
        <Button
          look="ghost"
          busy={notes.status === "LoadingMore" || talks.status === "LoadingMore"}
          onClick={next === "a" ? notes.loadMore : talks.loadMore}
        >
          {words.more}
        </Button>
      )}
    </div>
  );
}

function Shape() {
  return (
    <ul className="entries" aria-hidden>
      {[80, 55, 65].map((width) => (
        <li className="entry" key={width}>
          <span className="entry-icon" />
          <div className="entry-main">
            <Skeleton width="30%" />
            <Skeleton width={`${width}%`} />
          </div>
        </li>
      ))}
    </ul>
  );
}

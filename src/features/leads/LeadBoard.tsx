// The board: one column per stage, newest inquiry on top. Mouse drags; arrow keys walk, Shift with them moves.
import { useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { LeadRow } from "../../../convex/leads/list";
import { leadStatuses, mayMove, type LeadSource, type LeadStatus } from "../../../convex/leads/stages";
import { useOrgQueryKept } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Strip } from "../../ui/Strip";
import { Segmented } from "../../ui/Tabs";
import { useIsPhone } from "../../ui/useMedia";
import { NumberText } from "../../ui/Values";
import { LiveValue } from "../../ui/LiveValue";
import { LeadCard } from "./LeadCard";
import { messages } from "./messages";
import { useLeadDeeds, type DeedLead } from "./useLeadDeeds";
import "./leads.css";

/** Cards of a column at first, per press of "more", and at most. */
const firstCards = 25;
const moreCards = 50;
const mostCards = 500;

interface BoardProps {
  filter: { owner?: Id<"users"> | "unassigned"; source?: LeadSource };
  /** Exact numbers per stage; undefined while a filter is on. */
  counts: Record<LeadStatus, number> | undefined;
  openId: string | null;
  onOpen: (id: Id<"leads">) => void;
  onLose: (lead: DeedLead) => void;
}

export function LeadBoard(props: BoardProps) {
  const words = useMessages(messages);
  const phone = useIsPhone();
  const deeds = useLeadDeeds();
  const [stage, setStage] = useState<LeadStatus>("new");
  const [dragged, setDragged] = useState<LeadRow | null>(null);
  const board = useRef<HTMLDivElement>(null);

  const move = (lead: DeedLead, to: LeadStatus) => {
    if (!mayMove(lead.status, to) || !deeds.mayChange(lead)) return;
    if (to === "lost") return props.onLose(lead);
    deeds.move(lead, to).catch(reportError);
  };
  // The cards are the buttons; the board only passes the focus on between them.
  const keys = { onKeyDown: (event: KeyboardEvent) => board.current && walk(event, board.current) };
  const shown = phone ? [stage] : leadStatuses;

  return (
    <>
      {phone && (
        <Strip className="lead-stages">
          <Segmented
            label={words.stage}
            value={stage}
            onChange={setStage}
            options={leadStatuses.map((value) => ({ value, label: words[value] }))}
          />
        </Strip>
      )}
      <p className="visually-hidden" id="lead-board-help">
        {words.boardHelp}
      </p>
      <div
        ref={board}
        className="lead-board scroll"
        role="group"
        aria-label={words.title}
        aria-describedby="lead-board-help"
        {...keys}
      >
        {shown.map((status) => (
          <Column
            key={status}
            {...props}
            status={status}
            mayDrop={dragged !== null && mayMove(dragged.status, status)}
            onDrag={setDragged}
            onDrop={() => dragged && move(dragged, status)}
            onMove={move}
          />
        ))}
      </div>
    </>
  );
}

function Column(
  props: BoardProps & {
    status: LeadStatus;
    mayDrop: boolean;
    onDrag: (lead: LeadRow | null) => void;
    onDrop: () => void;
    onMove: (lead: DeedLead, to: LeadStatus) => void;
  },
) {
  const words = useMessages(messages);
  const { status, filter, counts } = props;
  const [limit, setLimit] = useState(firstCards);
  const [over, setOver] = useState(false);
  const found = useOrgQueryKept(api.leads.list, { ...filter, status, limit });
  const count = counts?.[status] ?? (found && !found.more ? found.leads.length : undefined);
  const dropping = {
    onDragOver: (event: DragEvent) => {
      if (!props.mayDrop) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      props.onDrop();
    },
  };
  return (
    <section
      className="lead-column"
      aria-label={words[status]}
      data-over={(over && props.mayDrop) || undefined}
      {...dropping}
    >
      <h2 className="lead-column-head">
        {words[status]}
        {count !== undefined && (
          <LiveValue value={count}>
            <span className="quiet">
              <NumberText value={count} />
            </span>
          </LiveValue>
        )}
      </h2>
      {found === undefined ? (
        <div className="lead-cards" aria-hidden>
          {[1, 2, 3].map((at) => (
            <div className="lead-card" key={at}>
              <Skeleton width="70%" />
              <Skeleton width="45%" />
            </div>
          ))}
        </div>
      ) : (
        <ul className="lead-cards">
          {found.leads.map((lead) => (
            <LeadCard
              key={lead._id}
              lead={lead}
              isOpen={lead._id === props.openId}
              onOpen={() => props.onOpen(lead._id)}
              onMove={(to) => props.onMove(lead, to)}
              onDrag={props.onDrag}
            />
          ))}
          {found.leads.length === 0 && <li className="lead-none meta">{words.stageEmpty}</li>}
        </ul>
      )}
      {found?.more && limit < mostCards && (
        <Button look="ghost" size="small" onClick={() => setLimit(Math.min(mostCards, limit + moreCards))}>
          {words.more}
        </Button>
      )}
      {found?.more && limit >= mostCards && <p className="meta">{words.tooMany}</p>}
    </section>
  );
}

/** Arrow keys move the focus from card to card; columns keep the row where they can. */
function walk(event: KeyboardEvent, board: HTMLElement): void {
  if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
  const card = (event.target as HTMLElement).closest<HTMLElement>("[data-card]");
  if (!card || !event.key.startsWith("Arrow")) return;
  const columns = [...board.querySelectorAll<HTMLElement>(".lead-cards")]
    .map((column) => [...column.querySelectorAll<HTMLElement>("[data-card]")])
    .filter((cards) => cards.length > 0);
  const x = columns.findIndex((cards) => cards.includes(card));
  const y = columns[x]?.indexOf(card) ?? 0;
  const target = {
    ArrowUp: columns[x]?.[y - 1],
    ArrowDown: columns[x]?.[y + 1],
    ArrowLeft: columns[x - 1]?.[Math.min(y, (columns[x - 1]?.length ?? 1) - 1)],
    ArrowRight: columns[x + 1]?.[Math.min(y, (columns[x + 1]?.length ?? 1) - 1)],
  }[event.key];
  event.preventDefault();
  target?.focus();
}

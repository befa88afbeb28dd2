// One lead on the board: who, what they wrote, how long it has been there, whose it is.
import type { DragEvent, KeyboardEvent } from "react";
import { ChatBubbleIcon, DotsHorizontalIcon } from "@radix-ui/react-icons";
import type { LeadRow } from "../../../convex/leads/list";
import { leadStatuses, mayMove, type LeadStatus } from "../../../convex/leads/stages";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { Menu } from "../../ui/Menu";
import { LiveValue } from "../../ui/LiveValue";
import { messages } from "./messages";
import { useLeadDeeds } from "./useLeadDeeds";

export function LeadCard(props: {
  lead: LeadRow;
  isOpen: boolean;
  onOpen: () => void;
  onMove: (to: LeadStatus) => void;
  onDrag: (lead: LeadRow | null) => void;
}) {
  const words = useMessages(messages);
  const deeds = useLeadDeeds();
  const { lead, onMove, onOpen } = props;
  const mayChange = deeds.mayChange(lead);
  const { name } = lead.customer;

  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.shiftKey || !mayChange) return;
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    const to = leadStatuses[leadStatuses.indexOf(lead.status) + step];
    if (step === 0 || to === undefined) return;
    event.preventDefault();
    onMove(to);
  };

  // For the mouse only; the keyboard moves a lead with Shift and the arrow keys, or by its menu.
  const dragging = {
    draggable: mayChange,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", name);
      props.onDrag(lead);
    },
    onDragEnd: () => props.onDrag(null),
  };

  return (
    <li className="lead-card" data-open={props.isOpen || undefined} {...dragging}>
      <button type="button" className="lead-card-main" data-card onClick={onOpen} onKeyDown={onKeyDown}>
        <span className="lead-card-name">{name}</span>
        {(lead.title ?? lead.message) && (
          <LiveValue value={lead.inquiries}>
            <span className="lead-card-words">{lead.title ?? lead.message}</span>
          </LiveValue>
        )}
        <span className="lead-card-foot meta">
          {lead.ownerName && <Avatar name={lead.ownerName} round />}
          <span className="truncate">{lead.ownerName ?? words.nobody}</span>
          <span className="grow" />
          {lead.inquiries > 1 && (
            <span className="row" data-tip={words.asked({ n: lead.inquiries })}>
              <ChatBubbleIcon aria-hidden />
              <span className="numeric">{lead.inquiries}</span>
            </span>
          )}
          <Age since={lead.stageEnteredAt} />
        </span>
      </button>
      {mayChange && (
        <span className="lead-card-menu">
          <Menu
            align="end"
            trigger={(trigger) => (
              <IconButton {...trigger} size="small" label={words.cardMenu({ name })}>
                <DotsHorizontalIcon aria-hidden />
              </IconButton>
            )}
            items={[
              { heading: words.moveTo },
              ...leadStatuses.map((to) => ({
                label: words[to],
                checked: to === lead.status,
                disabled: to !== lead.status && !mayMove(lead.status, to),
                onSelect: () => onMove(to),
              })),
            ]}
          />
        </span>
      )}
    </li>
  );
}

/** How long the lead has been in its stage, in the fewest letters: a column is narrow. */
function Age({ since }: { since: number }) {
  const format = useFormat();
  const minutes = Math.max(0, Math.floor((useNow() - since) / 60_000));
  const [value, unit] =
    minutes < 60
      ? [minutes, "minute"]
      : minutes < 1440
        ? [Math.floor(minutes / 60), "hour"]
        : [Math.floor(minutes / 1440), "day"];
  return (
    <time dateTime={new Date(since).toISOString()} data-tip-time="">
      {format.number(value, { style: "unit", unit, unitDisplay: "short" })}
    </time>
  );
}

// One follow-up: tick it off, put it off, tell how it went; the whole row by keyboard (D, S, O, Enter).
import { useRef, useState, type KeyboardEvent } from "react";
import { Link, useNavigate } from "react-router";
import { CheckIcon, ClockIcon, DotsHorizontalIcon, MobileIcon, Pencil1Icon } from "@radix-ui/react-icons";
import type { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { dayOf } from "../../../convex/shared/days";
import { useOrg, type OrgRow } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { useNow } from "../../ui/clock";
import { DateText, PhoneLink } from "../../ui/Values";
import { tip } from "../../ui/Tooltip";
import { readEntry } from "../interactions/entry";
import { morningOf } from "./agenda";
import { messages } from "./messages";
import type { FollowUpDeeds } from "./useFollowUpDeeds";
import "./today.css";

export type FollowUp = OrgRow<typeof api.followUps.due>;

export interface FollowUpRowProps {
  row: FollowUp;
  timeZone: string;
  deeds: FollowUpDeeds;
  /** On the customer's own page the customer is not named again. */
  inside?: boolean;
  /** Whom it may be given to; absent hides the choice. */
  people?: readonly { userId: Id<"users">; name: string }[];
  showOwner?: boolean;
}

export function FollowUpRow({ row, timeZone, deeds, inside, people, showOwner }: FollowUpRowProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const navigate = useNavigate();
  const now = useNow();
  const { path } = useOrg();
  const [isTelling, setIsTelling] = useState(false);
  const [text, setText] = useState("");
  const item = useRef<HTMLLIElement>(null);
  const isLate = row.dueAt < now;
  const time = format.date(row.dueAt, "time", timeZone);
  const isToday = dayOf(row.dueAt, timeZone) === dayOf(now, timeZone);
  const when = isToday ? time : `${format.date(row.dueAt, "dayMonth", timeZone)}, ${time}`;
  const href = path(`customers/${row.customer._id}`);
  const putOff = (days: number) => void deeds.putOff(row, morningOf(days, Date.now(), timeZone));

  const leave = (deed: () => void) => {
    const next = (item.current?.nextElementSibling ??
      item.current?.previousElementSibling) as HTMLElement | null;
    if (item.current?.contains(document.activeElement)) next?.focus();
    deed();
  };
  function onKeyDown(event: KeyboardEvent<HTMLLIElement>) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const deed = {
      d: () => leave(() => void deeds.done(row)),
      s: () => leave(() => putOff(1)),
      o: () => setIsTelling(true),
      enter: () => void navigate(href),
    }[event.key.toLowerCase()];
    if (deed === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }
  function tell() {
    const entry = readEntry(text);
    if (entry === null) return;
    leave(() => void deeds.done(row, { ...entry, type: "note" }));
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a row takes single keys; every deed is a button inside it as well
    <li
      ref={item}
      className="due"
      tabIndex={inside ? undefined : 0}
      onKeyDown={inside ? undefined : onKeyDown}
      data-row
    >
      <button
        type="button"
        className="due-tick"
        aria-label={`${words.done}: ${row.title}`}
        {...tip(words.done, "D")}
        onClick={() => leave(() => void deeds.done(row))}
      >
        <CheckIcon aria-hidden />
      </button>
      <div className="due-main">
        <p className="due-title">{row.title}</p>
        <p className="meta due-facts">
          {!inside && (
            <Link className="link truncate" to={href} tabIndex={-1}>
              {row.customer.name}
            </Link>
          )}
          <span className={isLate ? "due-late" : undefined}>
            {isLate && <span className="visually-hidden">{words.late}: </span>}
            {isLate || inside ? <DateText at={row.dueAt} timeZone={timeZone} /> : when}
          </span>
          {row.snoozes > 0 && <span>{words.putOffTimes({ n: row.snoozes })}</span>}
          {showOwner && <span className="truncate">{row.ownerName}</span>}
        </p>
        {isTelling && (
          <form
            className="due-tell"
            onSubmit={(event) => {
              event.preventDefault();
              tell();
            }}
          >
            <input
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
              autoFocus
              aria-label={words.outcomeHow}
              placeholder={words.outcomeHow}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Escape") return;
                setIsTelling(false);
                item.current?.focus();
              }}
            />
            <Button type="submit" size="small" disabled={text.trim() === ""}>
              {words.done}
            </Button>
          </form>
        )}
      </div>
      {!inside && row.customer.phone !== null && (
        <span className="due-phone">
          <PhoneLink phone={row.customer.phone} display={row.customer.phone} />
          <a
            className="due-call"
            href={`tel:${row.customer.phone}`}
            aria-label={words.call({ name: row.customer.name })}
            tabIndex={-1}
          >
            <MobileIcon aria-hidden />
          </a>
        </span>
      )}
      <div className="due-deeds">
        <IconButton label={words.outcome} shortcut="O" size="small" onClick={() => setIsTelling(!isTelling)}>
          <Pencil1Icon aria-hidden />
        </IconButton>
        <Menu
          align="end"
          items={[
            { label: words.tomorrow, shortcut: "S", onSelect: () => putOff(1) },
            { label: words.inThreeDays, onSelect: () => putOff(3) },
            { label: words.nextWeek, onSelect: () => putOff(7) },
          ]}
          trigger={(trigger) => (
            <IconButton {...trigger} label={words.snooze} size="small">
              <ClockIcon aria-hidden />
            </IconButton>
          )}
        />
        <Menu
          align="end"
          items={[
            ...(inside ? [] : [{ label: words.open, onSelect: () => void navigate(href) }]),
            { label: words.cancel, onSelect: () => void deeds.drop(row) },
            ...(people === undefined || people.length < 2
              ? []
              : [
                  { heading: words.reassign },
                  ...people.map((person) => ({
                    label: person.name,
                    checked: person.userId === row.ownerId,
                    onSelect: () => void deeds.give(row, person.userId),
                  })),
                ]),
          ]}
          trigger={(trigger) => (
            <IconButton {...trigger} label={words.actions({ what: row.title })} size="small">
              <DotsHorizontalIcon aria-hidden />
            </IconButton>
          )}
        />
      </div>
    </li>
  );
}

// The quick composer: pick the kind, write, Ctrl+Enter. Everything else is one press away and optional.
import { useRef, useState } from "react";
import { ChevronDownIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { interactionTypes, type InteractionType } from "../../../convex/interactions/types";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useMessages } from "../../i18n/messages";
import { useFormat } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { DateTimeField } from "../../ui/DateField";
import { FormField } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { Menu } from "../../ui/Menu";
import { Select } from "../../ui/Select";
import { Strip } from "../../ui/Strip";
import { TextField } from "../../ui/TextField";
import { readLocal, writeLocal } from "../../ui/store";
import { toast } from "../../ui/toast";
import { morningIn, readEntry } from "./entry";
import { kindIcons, quickKinds } from "./kinds";
import { messages } from "./messages";
import "../../ui/FilterChips.css";
import "./interactions.css";

/** Writes one interaction of a customer; what was typed survives a reload. */
export function Composer({ customerId }: { customerId: Id<"customers"> }) {
  const words = useMessages(messages);
  const format = useFormat();
  const create = useOrgMutation(api.interactions.create);
  const draftKey = `orbit.draft.interaction.${customerId}`;
  const [kind, setKind] = useState<InteractionType>("call");
  const [text, setText] = useState(() => readLocal(draftKey, ""));
  const [dueAt, setDueAt] = useState<number | null>(null);
  const [isPicking, setIsPicking] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [details, setDetails] = useState<Details>(noDetails);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  const write = (next: string) => {
    setText(next);
    writeLocal(draftKey, next === "" ? undefined : next);
  };

  async function log() {
    const entry = readEntry(text);
    if (entry === null) {
      setProblem(words.writeFirst);
      field.current?.focus();
      return;
    }
    const minutes = details.minutes.trim() === "" ? undefined : Number(details.minutes);
    if (minutes !== undefined && !(Number.isInteger(minutes) && minutes >= 0))
      return setProblem(words.wholeMinutes);
    setIsBusy(true);
    setProblem(null);
    try {
      await create({
        customerId,
        input: {
          ...entry,
          type: kind,
          successful: !details.notReached,
          ...(details.at === null ? {} : { interactionDate: details.at }),
          ...(minutes === undefined ? {} : { duration: minutes }),
          ...(details.outcome.trim() === "" ? {} : { outcome: details.outcome }),
          ...(details.method.trim() === "" ? {} : { contactMethod: details.method }),
          ...(details.purpose.trim() === "" ? {} : { purpose: details.purpose }),
          ...(details.contactId === "" ? {} : { contactId: details.contactId as Id<"contacts"> }),
          ...(dueAt === null ? {} : { followUp: { dueAt } }),
        },
      });
      write("");
      setDetails(noDetails);
      setDueAt(null);
      setIsPicking(false);
      toast(words.logged);
      field.current?.focus();
    } catch (error) {
      setProblem(errorMessage(error, format.locale));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form
      className="composer"
      aria-label={words.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void log();
      }}
    >
      <Strip className="kind-chips" role="group" aria-label={words.kind}>
        {quickKinds.map((quick) => (
          <button
            key={quick}
            type="button"
            aria-pressed={kind === quick}
            className="kind-chip"
            onClick={() => setKind(quick)}
          >
            {kindIcons[quick]}
            {words[quick]}
          </button>
        ))}
        <Menu
          items={interactionTypes
            .filter((type) => !(quickKinds as readonly string[]).includes(type))
            .map((type) => ({
              label: words[type],
              icon: kindIcons[type],
              checked: kind === type,
              onSelect: () => setKind(type),
            }))}
          trigger={(trigger) => (
            <button
              type="button"
              {...trigger}
              className="kind-chip"
              aria-label={words.kind}
              data-checked={!(quickKinds as readonly string[]).includes(kind) || undefined}
            >
              {!(quickKinds as readonly string[]).includes(kind) && (
                <>
                  {kindIcons[kind]}
                  {words[kind]}
                </>
              )}
              <ChevronDownIcon aria-hidden />
            </button>
          )}
        />
      </Strip>
      <textarea
        ref={field}
        className="composer-text"
        rows={text.includes("\n") || text.length > 90 ? 4 : 2}
        aria-label={words.description}
        aria-invalid={problem !== null || undefined}
        placeholder={words.placeholder}
        value={text}
        maxLength={10_000}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void log();
          }
        }}
      />
      {isOpen && <DetailFields customerId={customerId} value={details} onChange={setDetails} kind={kind} />}
      {isPicking && (
        <FormField label={words.followUp}>
          <DateTimeField value={dueAt} onChange={setDueAt} />
        </FormField>
      )}
      <FormProblem>{problem}</FormProblem>
      <div className="composer-foot">
        <Menu
          items={[
            { label: words.noFollowUp, checked: dueAt === null, onSelect: () => pick(null) },
            { label: words.tomorrow, onSelect: () => pick(1) },
            { label: words.inThreeDays, onSelect: () => pick(3) },
            { label: words.nextWeek, onSelect: () => pick(7) },
            {
              label: words.pickTime,
              onSelect: () => (setDueAt(morningIn(1, Date.now())), setIsPicking(true)),
            },
          ]}
          trigger={(trigger) => (
            <Button {...trigger} look="ghost" size="small" icon={<CalendarMark />}>
              {dueAt === null ? words.followUp : format.date(dueAt, "dateTime")}
            </Button>
          )}
        />
        <Button look="ghost" size="small" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {words.details}
        </Button>
        <span className="grow" />
        <span className="meta composer-hint">{words.logHint}</span>
        <Button type="submit" size="small" busy={isBusy} disabled={text.trim() === ""}>
          {words.log}
        </Button>
      </div>
    </form>
  );

  function pick(days: number | null) {
    setDueAt(days === null ? null : morningIn(days, Date.now()));
    setIsPicking(false);
  }
}

const CalendarMark = () => kindIcons.meeting;

interface Details {
  at: number | null;
  minutes: string;
  outcome: string;
  method: string;
  purpose: string;
  contactId: string;
  notReached: boolean;
}
const noDetails: Details = {
  at: null,
  minutes: "",
  outcome: "",
  method: "",
  purpose: "",
  contactId: "",
  notReached: false,
};

function DetailFields(props: {
  customerId: Id<"customers">;
  kind: InteractionType;
  value: Details;
  onChange: (details: Details) => void;
}) {
  const words = useMessages(messages);
  const { value, onChange } = props;
  const contacts = useOrgQuery(api.contacts.list, { customerId: props.customerId });
  const set = (part: Partial<Details>) => onChange({ ...value, ...part });
  return (
    <div className="composer-details">
      <FormField label={words.when}>
        <DateTimeField value={value.at} onChange={(at) => set({ at })} />
      </FormField>
      <FormField label={words.minutes}>
        <TextField
          inputMode="numeric"
          value={value.minutes}
          onChange={(event) => set({ minutes: event.target.value })}
        />
      </FormField>
      {contacts !== undefined && contacts.contacts.length > 0 && (
        <FormField label={words.contact}>
          <Select
            value={value.contactId}
            onChange={(contactId) => set({ contactId })}
            options={[
              { value: "", label: words.nobody },
              ...contacts.contacts.map((contact) => ({
                value: contact._id as string,
                label: `${contact.firstName} ${contact.lastName}`,
              })),
            ]}
          />
        </FormField>
      )}
      <FormField label={words.outcome}>
        <TextField
          value={value.outcome}
          maxLength={1000}
          onChange={(event) => set({ outcome: event.target.value })}
        />
      </FormField>
      <FormField label={words.method}>
        <TextField
          value={value.method}
          maxLength={100}
          onChange={(event) => set({ method: event.target.value })}
        />
      </FormField>
      <FormField label={words.purpose}>
        <TextField
          value={value.purpose}
          maxLength={100}
          onChange={(event) => set({ purpose: event.target.value })}
        />
      </FormField>
      {(props.kind === "call" || props.kind === "visit") && (
        <Checkbox checked={value.notReached} onChange={(event) => set({ notReached: event.target.checked })}>
          {words.notReached}
        </Checkbox>
      )}
    </div>
  );
}

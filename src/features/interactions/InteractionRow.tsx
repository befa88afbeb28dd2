// One entry of the history of talks: what, when, with whom; edited in place.
import { useState, type KeyboardEvent } from "react";
import { Pencil1Icon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { useOrgMutation } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { useNow } from "../../ui/clock";
import { DateText } from "../../ui/Values";
import { kindIcons } from "./kinds";
import { messages } from "./messages";

export type Interaction = OrgRow<typeof api.interactions.list>;

/** `isNew`: told since the reader was last here. `namesKind`: the kind stands there as a word, among entries of other kinds. */
export function InteractionRow({
  entry,
  mayEdit,
  isNew,
  namesKind,
}: {
  entry: Interaction;
  mayEdit: boolean;
  isNew?: boolean;
  namesKind?: boolean;
}) {
  const words = useMessages(messages);
  const [isEditing, setIsEditing] = useState(false);
  const now = useNow();
  const isPlanned = entry.interactionDate > now + 60_000;
  const body = entry.description === entry.subject ? "" : withoutFirstLine(entry.description, entry.subject);
  const facts = [
    entry.contactName === null ? null : words.withWhom({ who: entry.contactName }),
    entry.duration === undefined || entry.duration === 0 ? null : words.lasted({ n: entry.duration }),
    entry.contactMethod ?? null,
    entry.purpose ?? null,
    ...attribution(entry, words),
  ].filter((fact) => fact !== null && fact !== "");
  return (
    <li className="entry" data-new={isNew || undefined}>
      <span className="entry-icon" data-tip={words[entry.type]}>
        {kindIcons[entry.type]}
        {!namesKind && <span className="visually-hidden">{words[entry.type]}</span>}
      </span>
      <div className="entry-main">
        <div className="entry-head">
          <h3 className="entry-subject">{entry.subject}</h3>
          {namesKind && <Badge role="neutral">{words[entry.type]}</Badge>}
          {isPlanned && <Badge role="info">{words.planned}</Badge>}
          {!entry.successful && <Badge role="warning">{words.notReached}</Badge>}
          <span className="grow" />
          <span className="meta entry-when">
            <DateText at={entry.interactionDate} />
          </span>
          {mayEdit && entry.automatic && <span className="entry-gap" />}
          {mayEdit && !entry.automatic && (
            <IconButton
              label={words.edit}
              size="small"
              className="entry-edit"
              onClick={() => setIsEditing(true)}
            >
              <Pencil1Icon aria-hidden />
            </IconButton>
          )}
        </div>
        {isEditing ? (
          <EditEntry entry={entry} onClose={() => setIsEditing(false)} />
        ) : (
          <>
            {body !== "" && <p className="entry-body">{body}</p>}
            {entry.outcome !== undefined && <p className="entry-outcome">{entry.outcome}</p>}
            <p className="meta">{facts.join(" · ")}</p>
          </>
        )}
      </div>
    </li>
  );
}

/** One person, or whoever is responsible and whoever wrote it down (INT-12). */
function attribution(
  { automatic, assigneeName, authorName }: Interaction,
  words: (typeof messages)["en"],
): string[] {
  if (authorName !== null && !automatic)
    return [words.responsible({ who: assigneeName }), words.loggedBy({ who: authorName })];
  return [automatic ? words.automatic : words.by({ who: assigneeName })];
}

/** The composer repeats the subject as the first line of the text; it is shown once. */
function withoutFirstLine(description: string, subject: string): string {
  return description.startsWith(`${subject}\n`) ? description.slice(subject.length + 1).trim() : description;
}

function EditEntry({ entry, onClose }: { entry: Interaction; onClose: () => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const update = useOrgMutation(api.interactions.update);
  const [subject, setSubject] = useState(entry.subject);
  const [description, setDescription] = useState(entry.description);
  const [outcome, setOutcome] = useState(entry.outcome ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  async function save() {
    setIsBusy(true);
    try {
      await update({ interactionId: entry._id, input: { subject, description, outcome } });
      onClose();
    } catch (error) {
      setProblem(errorMessage(error, format.locale));
      setIsBusy(false);
    }
  }
  const closeOnEscape = (event: KeyboardEvent) => event.key === "Escape" && onClose();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FormField label={words.subject}>
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus
          value={subject}
          maxLength={200}
          onKeyDown={closeOnEscape}
          onChange={(event) => setSubject(event.target.value)}
        />
      </FormField>
      <FormField label={words.description}>
        <TextArea
          rows={4}
          value={description}
          maxLength={10_000}
          onKeyDown={closeOnEscape}
          onChange={(event) => setDescription(event.target.value)}
        />
      </FormField>
      <FormField label={words.outcome}>
        <TextField
          value={outcome}
          maxLength={1000}
          onKeyDown={closeOnEscape}
          onChange={(event) => setOutcome(event.target.value)}
        />
      </FormField>
      <FormActions problem={problem}>
        <Button size="small" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button size="small" type="submit" look="primary" busy={isBusy}>
          {words.save}
        </Button>
      </FormActions>
    </form>
  );
}

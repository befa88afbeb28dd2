// One note: who, what kind, who may read it; edited in place, removed with undo.
import { useState } from "react";
import { DotsHorizontalIcon, DrawingPinFilledIcon, EyeOpenIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { FormProblem } from "../../ui/FormProblem";
import { Menu } from "../../ui/Menu";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { MentionField, mentionedIn } from "./MentionField";
import { cutAtNames, type Person } from "./mentionText";
import { messages } from "./messages";

export type Note = OrgRow<typeof api.notes.list>;

export function NoteRow(props: { note: Note; customerId: Id<"customers">; mayPin: boolean }) {
  const { note, customerId, mayPin } = props;
  const words = useMessages(messages);
  const [isEditing, setIsEditing] = useState(false);
  const update = useOrgMutation(api.notes.update);
  const pin = useOrgMutation(api.notes.pin);
  const remove = useOrgMutation(api.notes.remove);
  const restore = useOrgMutation(api.notes.restore);
  const undoable = useUndoable();
  const noteId = note._id;
  const show = (isInternal: boolean) =>
    update({ noteId, input: { isInternal } }).then(
      () => toast(isInternal ? words.nowInternal : words.nowVisible),
      reportError,
    );
  const deeds = [
    ...(mayPin
      ? [
          {
            label: note.isPinned ? words.unpin : words.pin,
            onSelect: () => void pin({ noteId, isPinned: !note.isPinned }).catch(reportError),
          },
        ]
      : []),
    ...(note.mayEdit
      ? [
          { label: words.edit, onSelect: () => setIsEditing(true) },
          {
            label: note.isInternal ? words.makeVisible : words.makeInternal,
            onSelect: () => void show(!note.isInternal),
          },
          {
            label: words.remove,
            danger: true,
            onSelect: () =>
              void remove({ noteId }).then(
                () => undoable(words.removed, () => restore({ noteId })),
                reportError,
              ),
          },
        ]
      : []),
  ];
  return (
    <li className="entry">
      <Avatar name={note.createdByName} round size="medium" />
      <div className="entry-main">
        <div className="entry-head">
          <span className="note-by truncate">{note.createdByName}</span>
          {note.isPinned && (
            <span className="note-pin" data-tip={words.pinned}>
              <DrawingPinFilledIcon aria-label={words.pinned} />
            </span>
          )}
          <Badge role={note.noteType === "complaint" ? "warning" : "neutral"}>{words[note.noteType]}</Badge>
          {!note.isInternal && (
            <Badge role="info" icon={<EyeOpenIcon aria-hidden />} title={words.visibleHint}>
              {words.visible}
            </Badge>
          )}
          <span className="grow" />
          <span className="meta entry-when">
            <DateText at={note.createdAt} />
          </span>
          {deeds.length > 0 && (
            <Menu
              align="end"
              items={deeds}
              trigger={(trigger) => (
                <IconButton
                  {...trigger}
                  size="small"
                  className="entry-edit"
                  label={words.actions({ who: note.createdByName })}
                >
                  <DotsHorizontalIcon aria-hidden />
                </IconButton>
              )}
            />
          )}
        </div>
        {isEditing ? (
          <EditNote note={note} customerId={customerId} onClose={() => setIsEditing(false)} />
        ) : (
          <p className="entry-body">
            {cutAtNames(note.noteText, note.mentioned).map((part, at) =>
              part.isName ? (
                // oxlint-disable-next-line react/no-array-index-key -- pieces of one text have no other name
                <span key={at} className="note-name">
                  {part.text}
                </span>
              ) : (
                part.text
              ),
            )}
          </p>
        )}
        {note.editedAt !== null && !isEditing && (
          <p className="meta">
            {words.edited} <DateText at={note.editedAt} />
          </p>
        )}
      </div>
    </li>
  );
}

function EditNote(props: { note: Note; customerId: Id<"customers">; onClose: () => void }) {
  const { note, onClose } = props;
  const words = useMessages(messages);
  const { locale } = useFormat();
  const update = useOrgMutation(api.notes.update);
  const [text, setText] = useState(note.noteText);
  const [people, setPeople] = useState<readonly Person[]>(note.mentioned);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  async function save() {
    setIsBusy(true);
    try {
      await update({
        noteId: note._id,
        input: { noteText: text, mentioned: mentionedIn(text, people) },
      });
      onClose();
    } catch (error) {
      setProblem(errorMessage(error, locale));
      setIsBusy(false);
    }
  }
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <MentionField
        customerId={props.customerId}
        value={text}
        onChange={setText}
        people={people}
        onPeople={setPeople}
        onSubmit={() => void save()}
        onEscape={onClose}
        rows={Math.min(10, Math.max(3, text.split("\n").length + 1))}
        label={words.text}
        isInvalid={problem !== null}
        autoFocus
      />
      <FormProblem>{problem}</FormProblem>
      <div className="composer-foot">
        <span className="grow" />
        <Button size="small" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button size="small" type="submit" look="primary" busy={isBusy} disabled={text.trim() === ""}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

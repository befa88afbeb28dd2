// Writing a note: the kind, the text, who may read it. What was typed survives a reload.
import { useRef, useState } from "react";
import { ChatBubbleIcon, EyeNoneIcon, EyeOpenIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { noteTypes, type NoteType } from "../../../convex/notes/types";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormProblem } from "../../ui/FormProblem";
import { Menu } from "../../ui/Menu";
import { readLocal, writeLocal } from "../../ui/store";
import { toast } from "../../ui/toast";
import { MentionField, mentionedIn } from "./MentionField";
import type { Person } from "./mentionText";
import { messages } from "./messages";

export function NoteComposer({ customerId }: { customerId: Id<"customers"> }) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const create = useOrgMutation(api.notes.create);
  const draftKey = `orbit.draft.note.${customerId}`;
  const [text, setText] = useState(() => readLocal(draftKey, ""));
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [noteType, setNoteType] = useState<NoteType>("general");
  const [isInternal, setIsInternal] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focusText = () => form.current?.querySelector("textarea")?.focus();

  const write = (next: string) => {
    setText(next);
    writeLocal(draftKey, next === "" ? undefined : next);
  };

  async function add() {
    if (text.trim() === "") {
      setProblem(words.writeFirst);
      focusText();
      return;
    }
    setIsBusy(true);
    setProblem(null);
    try {
      await create({
        customerId,
        input: { noteText: text, noteType, isInternal, mentioned: mentionedIn(text, people) },
      });
      write("");
      setPeople([]);
      setNoteType("general");
      setIsInternal(true);
      toast(words.added);
      focusText();
    } catch (error) {
      setProblem(errorMessage(error, locale));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form
      ref={form}
      className="composer"
      aria-label={words.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <MentionField
        customerId={customerId}
        value={text}
        onChange={write}
        people={people}
        onPeople={setPeople}
        onSubmit={() => void add()}
        rows={text.includes("\n") || text.length > 90 ? 4 : 2}
        label={words.text}
        placeholder={words.placeholder}
        isInvalid={problem !== null}
      />
      <FormProblem>{problem}</FormProblem>
      <div className="composer-foot">
        <Menu
          items={noteTypes.map((type) => ({
            label: words[type],
            checked: noteType === type,
            onSelect: () => setNoteType(type),
          }))}
          trigger={(trigger) => (
            <Button
              {...trigger}
              look="ghost"
              size="small"
              icon={<ChatBubbleIcon aria-hidden />}
              aria-label={`${words.kind}: ${words[noteType]}`}
            >
              {words[noteType]}
            </Button>
          )}
        />
        <Menu
          items={[
            { label: words.internal, checked: isInternal, onSelect: () => setIsInternal(true) },
            { label: words.visible, checked: !isInternal, onSelect: () => setIsInternal(false) },
          ]}
          trigger={(trigger) => (
            <Button
              {...trigger}
              look="ghost"
              size="small"
              icon={isInternal ? <EyeNoneIcon aria-hidden /> : <EyeOpenIcon aria-hidden />}
              data-tip={isInternal ? words.internalHint : words.visibleHint}
            >
              {isInternal ? words.internal : words.visible}
            </Button>
          )}
        />
        <span className="grow" />
        <span className="meta composer-hint">{words.hint}</span>
        <Button type="submit" size="small" busy={isBusy} disabled={text.trim() === ""}>
          {words.add}
        </Button>
      </div>
    </form>
  );
}

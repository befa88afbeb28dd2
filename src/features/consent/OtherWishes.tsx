// Wishes under names of their own: a row each, edited in place, and a row that adds one (CNS-10).
import { useState, type KeyboardEvent } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Fact, InlineEdit, type InlineEditProps } from "../../ui/InlineEdit";
import { uiMessages } from "../../ui/messages";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";

export interface OtherWishesProps {
  wishes: Readonly<Record<string, unknown>>;
  /** Names that stand for something else on this page. */
  taken: ReadonlySet<string>;
  mayChange: boolean;
  /** `undefined` removes the wish. */
  onSave: (name: string, value: unknown) => Promise<unknown>;
  /** What every row's editor is given. */
  field: (name: string) => Omit<InlineEditProps, "label" | "value" | "onSave">;
}

export function OtherWishes({ wishes, taken, mayChange, onSave, field }: OtherWishesProps) {
  return (
    <>
      {Object.entries(wishes).map(([name, value]) => (
        <Fact key={name} label={name}>
          <InlineEdit
            label={name}
            value={asText(value)}
            onSave={(text) => onSave(name, asValue(text, value))}
            {...field(name)}
          />
        </Fact>
      ))}
      {mayChange && <NewWish isTaken={(name) => taken.has(name) || name in wishes} onSave={onSave} />}
    </>
  );
}

function NewWish(props: { isTaken: (name: string) => boolean; onSave: OtherWishesProps["onSave"] }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  /** "left": the form was closed, and its button has the focus again. */
  const [adding, setAdding] = useState<"open" | "left" | null>(null);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  if (adding !== "open") {
    return (
      <Button
        look="ghost"
        size="small"
        className="wish-add"
        icon={<PlusIcon aria-hidden />}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- gives the focus back to whoever leaves the form
        autoFocus={adding === "left"}
        onClick={() => setAdding("open")}
      >
        {words.addWish}
      </Button>
    );
  }
  const close = () => {
    setAdding("left");
    setName("");
    setValue("");
    setProblem(null);
  };
  async function add() {
    if (props.isTaken(name.trim())) return setProblem(words.wishTaken);
    try {
      await props.onSave(name.trim(), value.trim());
      close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape leaves it from any of its fields
    <form
      className="wish-new"
      aria-label={words.addWish}
      onKeyDown={leave}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
        autoFocus
        aria-label={words.wishName}
        placeholder={words.wishName}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        aria-label={words.wishValue}
        placeholder={words.wishValue}
        maxLength={500}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <Button type="submit" disabled={name.trim() === "" || value.trim() === ""}>
        {words.addWishNow}
      </Button>
      <Button look="ghost" onClick={close}>
        {ui.cancel}
      </Button>
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What another system wrote as a number or a list stays one while its text still reads as such. */
function asValue(text: string, before: unknown): unknown {
  const written = text.trim();
  if (written === "") return undefined;
  if (typeof before === "string") return written;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
}

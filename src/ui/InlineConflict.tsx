// A draft under a value that somebody else committed meanwhile: both stand side by side, and nothing is saved until one is chosen.
import { useMessages } from "../i18n/messages";
import { Button } from "./Button";
import { uiMessages } from "./messages";

export function InlineConflict(props: {
  /** Who was faster, if known. */
  who: string | null;
  theirs: string;
  mine: string;
  onTake: () => void;
  onKeep: () => void;
}) {
  const words = useMessages(uiMessages);
  return (
    <span className="inline-conflict" role="alert">
      <span>
        {words.alsoChanged({ who: props.who })} <strong>{props.theirs}</strong>
      </span>
      <span>
        {words.yours} <strong>{props.mine}</strong>
      </span>
      <span className="row">
        <Button size="small" onClick={props.onTake}>
          {words.takeTheirs}
        </Button>
        <Button size="small" onClick={props.onKeep}>
          {words.keepMine}
        </Button>
      </span>
    </span>
  );
}

// A free word a person put on something.
import { Cross2Icon } from "@radix-ui/react-icons";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Badge.css";

/** One tag; with `onRemove` it carries its own cross. */
export function Tag({ children, onRemove }: { children: string; onRemove?: () => void }) {
  const words = useMessages(uiMessages);
  return (
    <span className="tag">
      <span className="truncate">{children}</span>
      {onRemove && (
        <button type="button" aria-label={words.remove({ what: children })} onClick={onRemove}>
          <Cross2Icon width={10} height={10} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** Tags of a row: the first few, the rest counted with all of them in the tooltip. */
export function TagList({ tags, shown = 2 }: { tags: readonly string[]; shown?: number }) {
  const rest = tags.length - shown;
  return (
    <span className="tags">
      {tags.slice(0, shown).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {rest > 0 && (
        <span className="tag" data-tip={tags.join(", ")}>
          +{rest}
        </span>
      )}
    </span>
  );
}

// How many places are left on a departure, live: a word where there are none.
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { LiveValue } from "../../ui/LiveValue";
import { messages } from "./messages";

export function SeatsLeft({ left, of }: { left: number; of?: number }) {
  const words = useMessages(messages);
  const format = useFormat();
  return (
    <LiveValue value={left}>
      {left === 0 ? (
        <Badge>{words.full}</Badge>
      ) : (
        <span className="numeric">
          {of === undefined
            ? format.number(left)
            : words.leftOf({ left: format.number(left), of: format.number(of) })}
        </span>
      )}
    </LiveValue>
  );
}

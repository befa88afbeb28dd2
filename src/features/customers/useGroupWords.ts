// What the list can be grouped by, in words.
import { useMessages } from "../../i18n/messages";
import { listMessages } from "./listMessages";
import type { GroupBy } from "./look";
import { messages } from "./messages";

export function useGroupWords(): Record<GroupBy, string> {
  const words = useMessages(listMessages);
  const { status, owner, type } = useMessages(messages);
  return { status, owner, type, source: words.source };
}

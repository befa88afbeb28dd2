// One event of any customer on one line: who did what, with whom and when. For streams over many customers.
import { Link } from "react-router";
import type { api } from "../../../convex/_generated/api";
import type { FunctionReturnType } from "convex/server";
import { useOrg } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { DateText } from "../../ui/Values";
import { messages as interactionMessages } from "../interactions/messages";
import { useDeedWords } from "./deedWords";
import "./customers.css";

export type StreamEvent = FunctionReturnType<typeof api.timeline.recent>[number];

export function EventLine({ event }: { event: StreamEvent }) {
  const org = useOrg();
  const kinds = useMessages(interactionMessages);
  const deed = useDeedWords();
  const { interaction, history } = event;
  const who = interaction?.assigneeName ?? history?.actorName ?? "";
  const what =
    interaction !== null
      ? `${kinds[interaction.type]}: ${interaction.subject}`
      : history === null
        ? ""
        : [deed(history), event.title].filter((part) => part !== null).join(": ");
  return (
    <li className="event-line">
      <Avatar name={who} round />
      <p className="grow">
        <strong>{who}</strong> {what}{" "}
        <Link className="link" to={org.path(`customers/${event.customerId}?tab=timeline`)}>
          {event.customerName}
        </Link>
      </p>
      <span className="meta">
        <DateText at={event.at} />
      </span>
    </li>
  );
}

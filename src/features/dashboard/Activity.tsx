// The newest events of the customers one may see, live.
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { SkeletonLines } from "../../ui/Feedback";
import { EventLine } from "../customers/EventLine";
import { messages } from "./messages";

export default function Activity() {
  const words = useMessages(messages);
  const events = useOrgQuery(api.timeline.recent, {});
  if (events === undefined) {
    return <SkeletonLines widths={["60%", "45%", "70%", "50%"]} />;
  }
  if (events.length === 0) return <p className="quiet">{words.noActivity}</p>;
  return (
    <ol className="event-lines">
      {events.map((event) => (
        <EventLine key={event._id} event={event} />
      ))}
    </ol>
  );
}

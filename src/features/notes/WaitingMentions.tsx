// Notes in which a colleague called you, on the Today page until you have ticked them off.
import { Link } from "react-router";
import { CheckIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { DateText } from "../../ui/Values";
import { messages } from "./messages";
import "./notes.css";

export function WaitingMentions() {
  const words = useMessages(messages);
  const { can, path } = useOrg();
  const found = useOrgQuery(api.notes.mentions, can("notes:readInternal") ? {} : "skip");
  const mark = useOrgMutation(api.notes.markRead);
  const undoable = useUndoable();
  if (found === undefined || found.mentions.length === 0) return null;
  return (
    <section>
      <h2 className="due-heading">{words.namedTitle}</h2>
      <ul className="side-list">
        {found.mentions.map(({ _id: mentionId, customer, byName, text, at }) => (
          <li key={mentionId} className="waiting-note">
            <Link className="side-row" to={path(`customers/${customer._id}?tab=notes`)}>
              <span className="grow">
                <span className="row">
                  <span className="truncate grow">{customer.name}</span>
                  <span className="meta">
                    <DateText at={at} />
                  </span>
                </span>
                <span className="waiting-note-text quiet">
                  {byName}: {text}
                </span>
              </span>
            </Link>
            <IconButton
              size="small"
              label={words.tick({ who: customer.name })}
              onClick={() =>
                void mark({ mentionId, isRead: true }).then(
                  () =>
                    undoable(words.ticked({ who: customer.name }), () => mark({ mentionId, isRead: false })),
                  reportError,
                )
              }
            >
              <CheckIcon aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      {found.hasMore && <p className="meta">{words.moreWaiting}</p>}
    </section>
  );
}

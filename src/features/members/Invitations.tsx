// Invitations nobody has answered yet.
import { Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation, useOrgPaginated } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { useNow } from "../../ui/clock";
import { DateText } from "../../ui/Values";
import { memberMessages } from "./messages";

const LinkDialog = later(() => import("./LinkDialog"));

export function Invitations({ teams }: { teams: readonly { _id: Id<"teams">; name: string }[] }) {
  const words = useMessages(memberMessages);
  const now = useNow();
  const list = useOrgPaginated(api.invitations.list, {}, { initialNumItems: 20 });
  const { rows } = list;
  const renew = useOrgMutation(api.invitations.renew);
  const revoke = useOrgMutation(api.invitations.revoke);
  const [link, setLink] = useState<string | null>(null);
  if (rows === undefined || rows.length === 0) return null;
  return (
    <Section title={words.invitations}>
      <ul className="people">
        {rows.map((invitation) => (
          <li key={invitation._id} className="person" data-plain>
            <span className="person-who">
              <Avatar name={invitation.email} size="medium" round />
              <span style={{ minWidth: 0 }}>
                <span className="person-name">
                  <span className="truncate">{invitation.email ?? words.anyone}</span>
                  {invitation.expiresAt <= now && <StatusBadge role="warning">{words.expired}</StatusBadge>}
                </span>
                <span className="meta truncate" style={{ display: "block" }}>
                  {[
                    words[invitation.role],
                    teams.find(({ _id }) => _id === invitation.teamId)?.name,
                    words.by({ name: invitation.invitedByName }),
                  ]
                    .filter((part) => part !== undefined)
                    .join(" · ")}
                  {invitation.expiresAt > now && (
                    <>
                      {" · "}
                      {words.until} <DateText at={invitation.expiresAt} style="day" />
                    </>
                  )}
                </span>
              </span>
            </span>
            <Button
              size="small"
              onClick={() =>
                void renew({ invitationId: invitation._id }).then((made) => setLink(made.link), reportError)
              }
            >
              {words.newLink}
            </Button>
            <Button
              size="small"
              look="ghost"
              onClick={() =>
                void revoke({ invitationId: invitation._id }).then(() => toast(words.withdrawn), reportError)
              }
            >
              {words.withdraw}
            </Button>
          </li>
        ))}
      </ul>
      <LoadMore list={list}>{words.loadMore}</LoadMore>
      {link !== null && (
        <Suspense>
          <LinkDialog
            title={words.linkTitle}
            description={words.linkLead}
            link={link}
            onClose={() => setLink(null)}
          />
        </Suspense>
      )}
    </Section>
  );
}

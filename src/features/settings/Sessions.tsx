// The browsers in which this person is signed in.
import { useMutation, useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { ownRefreshToken } from "../../data/auth/localSession";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Section } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { browserName } from "./browserName";
import { settingsMessages } from "./messages";
import { Setting } from "./SettingsFrame";

export function Sessions() {
  const words = useMessages(settingsMessages);
  const sessions = useQuery(api.account.sessions, {});
  const end = useMutation(api.account.endSession);
  const endOthers = useMutation(api.account.endOtherSessions);
  const own = ownRefreshToken()?.split(".")[0] ?? null;
  const isAlone = (sessions?.length ?? 0) < 2;
  return (
    <Section
      title={words.sessions}
      actions={
        <Button
          disabled={isAlone}
          onClick={() =>
            void endOthers({ exceptSessionId: own }).then(
              (n) => toast(words.signedOutOthers({ n })),
              reportError,
            )
          }
        >
          {words.signOutOthers}
        </Button>
      }
    >
      {sessions?.map((session) => (
        <Setting
          key={session._id}
          label={browserName(session.userAgent) ?? words.unknownBrowser}
          note={
            <>
              {words.lastSeen} <DateText at={session.lastUsedAt} />
              {session.ip && ` · ${session.ip}`}
            </>
          }
        >
          {session._id === own ? (
            <span style={{ justifySelf: "end" }}>
              <StatusBadge role="live">{words.thisBrowser}</StatusBadge>
            </span>
          ) : (
            <Button size="small" onClick={() => void end({ sessionId: session._id }).catch(reportError)}>
              {words.signOut}
            </Button>
          )}
        </Setting>
      ))}
    </Section>
  );
}

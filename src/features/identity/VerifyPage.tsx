// Confirms an address by the link that was mailed to it.
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { verifyEmail } from "../../data/auth/localSession";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Entrance } from "./Entrance";
import { identityMessages } from "./messages";

type State = { kind: "working" } | { kind: "done" } | { kind: "dead" } | { kind: "failed"; error: unknown };

/** The link works once, and React may run an effect twice: each token is sent once per page load. */
const sent = new Map<string, Promise<void>>();

export default function VerifyPage() {
  const words = useMessages(identityMessages);
  const locale = useLocale();
  const [search] = useSearchParams();
  const token = search.get("token") ?? "";
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State>({ kind: "working" });
  useEffect(() => {
    const key = `${token} ${attempt}`;
    const work = sent.get(key) ?? verifyEmail({ token });
    sent.set(key, work);
    work.then(
      () => setState({ kind: "done" }),
      (error: unknown) =>
        setState(factsOf(error)?.code === "LINK_EXPIRED" ? { kind: "dead" } : { kind: "failed", error }),
    );
  }, [token, attempt]);
  switch (state.kind) {
    case "working":
      return (
        <Entrance title={words.verifyTitle}>
          <Skeleton width="70%" />
        </Entrance>
      );
    case "done":
      return (
        <Entrance title={words.verified} lead={words.verifiedLead}>
          <ButtonLink to="/" look="primary">
            {words.goOn}
          </ButtonLink>
        </Entrance>
      );
    case "dead":
      return (
        <Entrance title={words.linkDeadTitle} lead={words.linkDead}>
          <ButtonLink to="/">{words.goOn}</ButtonLink>
        </Entrance>
      );
    case "failed":
      return (
        <Entrance title={words.verifyTitle} lead={errorMessage(state.error, locale)}>
          <Button look="primary" onClick={() => setAttempt(attempt + 1)}>
            {words.goOn}
          </Button>
        </Entrance>
      );
  }
}

// Where a generic OpenID Connect provider sends the browser back to.
import { useEffect, useState } from "react";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { finishSignIn } from "../../data/auth/oidcSession";
import { useSettings } from "../../data/OrbitProvider";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Entrance } from "./Entrance";
import { identityMessages } from "./messages";

/** A code works once, and React may run an effect twice. */
const begun = new Map<string, Promise<string>>();

export default function SignedInPage() {
  const words = useMessages(identityMessages);
  const { oidc } = useSettings();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    if (oidc === null) return;
    const key = search.toString();
    const work = begun.get(key) ?? finishSignIn(oidc, search);
    begun.set(key, work);
    void (async () => {
      try {
        await navigate(await work, { replace: true });
      } catch {
        setFailed(true);
      }
    })();
  }, [oidc, search, navigate]);
  if (oidc === null) return <Navigate to="/" replace />;
  if (!isFailed) {
    return (
      <Entrance title={words.signIn}>
        <Skeleton width="60%" />
      </Entrance>
    );
  }
  return (
    <Entrance title={words.signInFailed} lead={words.signInFailedLead}>
      <ButtonLink to="/sign-in" look="primary">
        {words.signIn}
      </ButtonLink>
    </Entrance>
  );
}

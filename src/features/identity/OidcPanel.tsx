// The way to a generic OpenID Connect provider; a lazy piece.
import { useState } from "react";
import { useSearchParams } from "react-router";
import { beginSignIn, type OidcClient } from "../../data/auth/oidcSession";
import { errorMessage } from "../../data/errorMessage";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormProblem } from "../../ui/FormProblem";
import { Entrance, nextPath } from "./Entrance";
import { identityMessages } from "./messages";

export default function OidcPanel({ provider }: { provider: OidcClient }) {
  const words = useMessages(identityMessages);
  const locale = useLocale();
  const [search] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const leave = () => {
    setBusy(true);
    setProblem(null);
    beginSignIn(provider, nextPath(search)).then(
      (url) => location.assign(url),
      (error: unknown) => {
        setProblem(errorMessage(error, locale));
        setBusy(false);
      },
    );
  };
  return (
    <Entrance title={words.signInTitle} lead={words.elsewhereLead}>
      <FormProblem>{problem}</FormProblem>
      <Button look="primary" data-wide busy={busy} onClick={leave}>
        {words.continueWith({ host: new URL(provider.issuer).host })}
      </Button>
    </Entrance>
  );
}

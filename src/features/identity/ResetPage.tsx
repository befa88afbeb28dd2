// Asking for a reset link, and choosing a new password by one.
import { useMemo, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import * as z from "zod";
import { emailShape } from "../../../convex/accounts/shape";
import { requestReset, resetPassword } from "../../data/auth/localSession";
import { factsOf } from "../../data/errorMessage";
import { useSettings } from "../../data/OrbitProvider";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { FormProblem } from "../../ui/FormProblem";
import { EmailField } from "./EmailField";
import { Entrance, useFirstFocus } from "./Entrance";
import { judgePassword } from "./judgePassword";
import { identityMessages } from "./messages";
import { PasswordField } from "./PasswordField";

export default function ResetPage() {
  const [search] = useSearchParams();
  const token = search.get("token");
  return token === null ? <AskForLink email={search.get("email") ?? ""} /> : <ChoosePassword token={token} />;
}

const askShape = z.object({ email: emailShape });

function AskForLink({ email }: { email: string }) {
  const words = useMessages(identityMessages);
  const { mailConfigured } = useSettings();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useZodForm(askShape, { defaults: { email } });
  useFirstFocus(form, "email");
  if (sentTo !== null) {
    return (
      <Entrance title={words.linkSentTitle} lead={words.linkSent({ email: sentTo })}>
        {!mailConfigured && <p className="prose quiet">{words.linkHeld}</p>}
        <BackToSignIn />
      </Entrance>
    );
  }
  return (
    <Entrance title={words.resetTitle} lead={words.resetLead}>
      <form
        noValidate
        onSubmit={form.submit(async (input) => {
          await requestReset(input);
          setSentTo(input.email);
        })}
      >
        <EmailField error={form.error("email")} {...form.register("email")} />
        <FormProblem>{form.problem}</FormProblem>
        <Button type="submit" look="primary" data-wide busy={form.busy}>
          {words.sendLink}
        </Button>
      </form>
      <BackToSignIn />
    </Entrance>
  );
}

function ChoosePassword({ token }: { token: string }) {
  const words = useMessages(identityMessages);
  const navigate = useNavigate();
  const [isDead, setDead] = useState(false);
  const shape = useMemo(
    () => z.object({ password: z.string() }).superRefine((value, ctx) => judgePassword(value, ctx)),
    [],
  );
  const form = useZodForm(shape, { defaults: { password: "" } });
  useFirstFocus(form, "password");
  if (isDead) return <DeadLink />;
  return (
    <Entrance title={words.choosePasswordTitle} lead={words.choosePasswordLead}>
      <form
        noValidate
        onSubmit={form.submit(async ({ password }) => {
          try {
            await resetPassword({ token, password });
            void navigate("/", { replace: true });
          } catch (error) {
            if (factsOf(error)?.code !== "LINK_EXPIRED") throw error;
            setDead(true);
          }
        })}
      >
        <PasswordField
          label={words.newPassword}
          error={form.error("password")}
          judge={{ password: form.watch("password"), email: "" }}
          {...form.register("password")}
        />
        <FormProblem>{form.problem}</FormProblem>
        <Button type="submit" look="primary" data-wide busy={form.busy}>
          {words.savePassword}
        </Button>
      </form>
    </Entrance>
  );
}

function DeadLink() {
  const words = useMessages(identityMessages);
  return (
    <Entrance title={words.linkDeadTitle} lead={words.linkDead}>
      <ButtonLink to="/reset" look="primary">
        {words.resetTitle}
      </ButtonLink>
    </Entrance>
  );
}

function BackToSignIn() {
  const words = useMessages(identityMessages);
  return (
    <p className="entrance-other">
      <Link className="link" to="/sign-in">
        {words.backToSignIn}
      </Link>
    </p>
  );
}

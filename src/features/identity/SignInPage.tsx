// Signing in with e-mail and password, or the way to the provider that does it here.
import { Link, useNavigate, useSearchParams } from "react-router";
import * as z from "zod";
import { emailShape } from "../../../convex/accounts/shape";
import { signIn } from "../../data/auth/localSession";
import { useSignedIn } from "../../data/auth/session";
import { useSettings } from "../../data/OrbitProvider";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormProblem } from "../../ui/FormProblem";
import { later } from "../../ui/later";
import { EmailField } from "./EmailField";
import { Entrance, nextPath, useWhen, useFirstFocus } from "./Entrance";
import { identityMessages } from "./messages";
import { PasswordField } from "./PasswordField";

const ClerkPanel = later(() => import("./ClerkPanel"));
const OidcPanel = later(() => import("./OidcPanel"));
const shape = z.object({ email: emailShape, password: z.string().min(1, "Enter your password") });

export default function SignInPage() {
  const { identity, oidc } = useSettings();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  useWhen(useSignedIn() === "in", () => void navigate(nextPath(search), { replace: true }));
  if (identity === "clerk") return <ClerkPanel kind="signIn" />;
  if (oidc !== null) return <OidcPanel provider={oidc} />;
  return <LocalSignIn search={search} />;
}

function LocalSignIn({ search }: { search: URLSearchParams }) {
  const words = useMessages(identityMessages);
  const form = useZodForm(shape, { defaults: { email: search.get("email") ?? "", password: "" } });
  useFirstFocus(form, "email");
  return (
    <Entrance title={words.signInTitle} lead={words.signInLead} kept>
      <form noValidate onSubmit={form.submit((input) => signIn(input))}>
        <EmailField error={form.error("email")} {...form.register("email")} />
        <PasswordField label={words.password} error={form.error("password")} {...form.register("password")} />
        <Link className="link entrance-forgot" to={`/reset?email=${encodeURIComponent(form.watch("email"))}`}>
          {words.forgot}
        </Link>
        <FormProblem>{form.problem}</FormProblem>
        <Button type="submit" look="primary" data-wide busy={form.busy}>
          {words.signIn}
        </Button>
      </form>
      <p className="entrance-other">
        {words.noAccount}
        <Link className="link" to={`/sign-up?${search.toString()}`}>
          {words.signUp}
        </Link>
      </p>
    </Entrance>
  );
}

// The first screen of a fresh Orbit.
import { Link, useNavigate, useSearchParams } from "react-router";
import { useSignedIn } from "../../data/auth/session";
import { useSettings } from "../../data/OrbitProvider";
import { useMessages } from "../../i18n/messages";
import { later } from "../../ui/later";
import { Entrance, nextPath, useWhen } from "./Entrance";
import { identityMessages } from "./messages";
import { SignUpForm } from "./SignUpForm";

const ClerkPanel = later(() => import("./ClerkPanel"));
const OidcPanel = later(() => import("./OidcPanel"));

export default function SignUpPage() {
  const words = useMessages(identityMessages);
  const { identity, oidc } = useSettings();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  useWhen(useSignedIn() === "in", () => void navigate(nextPath(search), { replace: true }));
  if (identity === "clerk") return <ClerkPanel kind="signUp" />;
  if (oidc !== null) return <OidcPanel provider={oidc} />;
  return (
    <Entrance title={words.signUpTitle} lead={words.signUpLead} kept>
      <SignUpForm action={words.signUp} />
      <p className="entrance-other">
        {words.haveAccount}
        <Link className="link" to={`/sign-in?${search.toString()}`}>
          {words.signIn}
        </Link>
      </p>
    </Entrance>
  );
}

// The door behind an invitation link: who invites, to what, and one step to be in.
import { useState } from "react";
import { useMutation, useQuery } from "convex/react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useViewer } from "../../data/account";
import { useSession, useSignedIn } from "../../data/auth/session";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { FormProblem } from "../../ui/FormProblem";
import { Entrance, useWhen } from "./Entrance";
import { identityMessages } from "./messages";
import { SignUpForm } from "./SignUpForm";

export default function JoinPage() {
  const words = useMessages(identityMessages);
  const [search] = useSearchParams();
  const token = search.get("token") ?? "";
  const preview = useQuery(api.invitations.preview, { token });
  const [openedAt] = useState(() => Date.now());
  const state = useSignedIn();
  if (preview === undefined || state === "loading") {
    return (
      <Entrance title="…">
        <Skeleton width="80%" />
      </Entrance>
    );
  }
  if (preview === null || preview.expiresAt <= openedAt) {
    return (
      <Entrance title={words.linkDeadTitle} lead={words.linkDead}>
        <ButtonLink to="/">{words.goOn}</ButtonLink>
      </Entrance>
    );
  }
  const lead = words.joinLead({ by: preview.invitedBy, role: preview.role });
  return (
    <Entrance
      title={words.joinTitle({ organization: preview.organization })}
      lead={lead}
      kept={state === "out"}
    >
      <Join token={token} isIn={state === "in"} email={preview.email ?? ""} />
    </Entrance>
  );
}

function Join({ token, isIn, email }: { token: string; isIn: boolean; email: string }) {
  const words = useMessages(identityMessages);
  const locale = useLocale();
  const navigate = useNavigate();
  const viewer = useViewer();
  const session = useSession();
  const accept = useMutation(api.invitations.accept);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Somebody who signs up on this page has already said that they want to join.
  const [cameOut] = useState(!isIn);
  const join = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { slug } = await accept({ token });
      void navigate(`/o/${slug}`, { replace: true });
    } catch (error) {
      if (factsOf(error)?.code === "ALREADY_MEMBER") void navigate("/", { replace: true });
      else setProblem(errorMessage(error, locale));
      setBusy(false);
    }
  };
  useWhen(cameOut && isIn && Boolean(viewer), () => void join());
  const here = encodeURIComponent(`/join?token=${token}`);
  if (!isIn && session.provider !== "local") {
    return (
      <ButtonLink to={`/sign-in?next=${here}`} look="primary">
        {words.signIn}
      </ButtonLink>
    );
  }
  if (!isIn) {
    return (
      <>
        <SignUpForm email={email} action={words.joinCreate} />
        <p className="entrance-other">
          {words.haveAccount}
          <Link className="link" to={`/sign-in?next=${here}&email=${encodeURIComponent(email)}`}>
            {words.signIn}
          </Link>
        </p>
      </>
    );
  }
  return (
    <>
      <FormProblem>{problem}</FormProblem>
      <Button look="primary" data-wide busy={busy || !viewer} onClick={() => void join()}>
        {viewer ? words.joinAs({ name: viewer.user.name }) : "…"}
      </Button>
      <p className="entrance-other">
        {viewer?.user.email}
        <button type="button" className="link" onClick={() => void session.signOut()}>
          {words.otherAccount}
        </button>
      </p>
    </>
  );
}

// Who may pass: strangers go to the sign-up page, people without an organization to its creation, members to their pages.
import { useEffect, useLayoutEffect, useState, type ReactNode } from "react";
import { Navigate, useLocation, useParams } from "react-router";
import { useSession, useSignedIn } from "../data/auth/session";
import { useReturningViewer, useViewer, useViewerLanguage } from "../data/account";
import { OrgProvider } from "../data/org";
import { readLocal, writeLocal } from "../ui/store";
import { NotFound } from "./ErrorBoundary";
import { ShellSkeleton } from "./PageSkeleton";

const LAST_ORG = "orbit.lastOrg";
/** Set once anybody has signed in from this browser: a returning person is shown sign-in, a stranger sign-up. */
const KNOWN = "orbit.known";

const entrance = () => (readLocal(KNOWN, false) ? "/sign-in" : "/sign-up");

/** Only for signed-in people; others come back here after signing in (`?next=`). */
export function SignedIn({ children }: { children: ReactNode }) {
  const state = useSignedIn();
  const isReturning = useReturningViewer() !== undefined;
  // Children subscribe before the provider around them has set the token; one render later the order is right, and
  // the socket is not opened twice.
  const [isSettled, setSettled] = useState(false);
  // oxlint-disable-next-line react/set-state-in-effect -- the order of effects is what this waits for
  useLayoutEffect(() => setSettled(true), []);
  const { pathname, search } = useLocation();
  useEffect(() => {
    if (state === "in") writeLocal(KNOWN, true);
  }, [state]);
  // A returning person's pages ask for their data while the session is still being renewed: the socket sends nothing
  // before it has the token.
  if (state === "loading") {
    if (!isReturning) return <ShellSkeleton />;
    // Nothing in between is seen: being settled is drawn before the browser paints.
    return isSettled ? children : null;
  }
  if (state === "out")
    return <Navigate to={`${entrance()}?next=${encodeURIComponent(pathname + search)}`} replace />;
  return children;
}

/** "/" goes to the organization used last, or to the first, or to creating one. */
export function Home() {
  const state = useSignedIn();
  if (state === "loading") return <ShellSkeleton />;
  if (state === "out") return <Navigate to={entrance()} replace />;
  return <ChooseOrg />;
}

/** Addresses without an organization (UIX-01: `/customers`, `/admin/customers/...`) mean the one used last. */
export function InLastOrg() {
  const { pathname, search } = useLocation();
  return <ChooseOrg inside={pathname.replace(/^\/admin/, "") + search} />;
}

/** The provider still holds a token, but the session behind it was ended elsewhere: signs out here too. */
function SessionEnded() {
  const { signOut } = useSession();
  useEffect(() => {
    // A token that is just being renewed looks the same for a moment.
    const timer = setTimeout(() => void signOut(), 1_000);
    return () => clearTimeout(timer);
  }, [signOut]);
  return <ShellSkeleton />;
}

function ChooseOrg({ inside = "" }: { inside?: string }) {
  const viewer = useViewer();
  if (viewer === undefined) return <ShellSkeleton />;
  if (viewer === null) return <SessionEnded />;
  const last = readLocal<string | null>(LAST_ORG, null);
  const org = viewer.memberships.find((membership) => membership.slug === last) ?? viewer.memberships[0];
  return <Navigate to={org ? `/o/${org.slug}${inside}` : "/new"} replace />;
}

/** The organization of the address, if the person is a member of it; otherwise nothing is here. */
export function OrgGate({ children }: { children: ReactNode }) {
  const { slug } = useParams();
  const viewer = useReturningViewer();
  const membership = viewer?.memberships.find((candidate) => candidate.slug === slug);
  useViewerLanguage(viewer);
  useEffect(() => {
    if (membership) writeLocal(LAST_ORG, membership.slug);
  }, [membership]);
  if (viewer === undefined) return <ShellSkeleton />;
  if (viewer === null) return <SessionEnded />;
  if (!membership) {
    return (
      <main className="whole">
        <NotFound />
      </main>
    );
  }
  return (
    <OrgProvider key={membership.orgId} viewer={viewer} membership={membership}>
      {children}
    </OrgProvider>
  );
}

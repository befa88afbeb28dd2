// Where a page's errors end: "not found" and "no access" look the same, anything else gets an id to quote.
import { Component, Suspense, useEffect, type ReactNode } from "react";
import { orbitError } from "../../convex/shared/errors";
import { useLocation } from "react-router";
import { Button, ButtonLink } from "../ui/Button";
import { ErrorState } from "../ui/Feedback";
import { messagesFor, useMessages } from "../i18n/messages";
import { getLocale } from "../i18n/locale";
import { isReachable, reloadWhenReachable } from "../ui/reachable";
import { unanswered } from "../data/org";
import { requestId } from "../data/requestId";
import { later } from "../ui/later";
import { shellMessages } from "./messages";

const ErrorSentence = later(() => import("./ErrorSentence"));

interface Props {
  /** When it changes, the page is tried again (the address). */
  resetKey?: string;
  /** Shows nothing instead of the error: for small things beside a page. */
  silent?: boolean;
  /** Nothing else is on screen: the error brings the page's landmark itself. */
  whole?: boolean;
  children: ReactNode;
}
interface State {
  error: unknown;
  resetKey: string | undefined;
  id: string;
  /** A piece of the app is missing because the server does not answer. */
  isCutOff: boolean;
}

const NOTHING = Symbol("no error");

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: NOTHING, resetKey: this.props.resetKey, id: "", isCutOff: false };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error, id: requestId(error) ?? crypto.randomUUID().slice(0, 8) };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { resetKey: props.resetKey, error: NOTHING };
  }

  override componentDidCatch(error: unknown) {
    // The id is what a person quotes; this line is how it is found in the browser's log.
    if (!orbitError(error)) console.error(`Orbit ${this.state.id}`, error);
    if (isMissingPiece(error)) void isReachable().then((answers) => this.setState({ isCutOff: !answers }));
  }

  override render() {
    if (this.state.error === NOTHING) return this.props.children;
    if (this.props.silent) return null;
    return this.props.whole ? <main className="whole">{this.explain()}</main> : this.explain();
  }

  private explain() {
    const { error, id } = this.state;
    const words = messagesFor(shellMessages, getLocale());
    const facts = orbitError(error);
    if (facts?.code === "NOT_FOUND" || facts?.code === "FORBIDDEN") return <NotFound />;
    if (facts?.code === "OUT_OF_REACH") return <NotFound colleagues={facts.entity} />;
    if (isMissingPiece(error)) {
      if (!navigator.onLine || this.state.isCutOff) return <CutOff />;
      // After a deploy the old page asks for chunks that are gone.
      return (
        <ErrorState
          title={words.newVersion}
          actions={
            <Button look="primary" onClick={() => location.reload()}>
              {words.reload}
            </Button>
          }
        >
          {words.newVersionHelp}
        </ErrorState>
      );
    }
    if (facts) {
      return (
        <Suspense>
          <ErrorSentence error={error} onRetry={() => this.setState({ error: NOTHING })} />
        </Suspense>
      );
    }
    return (
      <ErrorState title={words.brokenTitle} id={id} onRetry={() => this.setState({ error: NOTHING })}>
        {words.brokenHelp}
      </ErrorState>
    );
  }
}

/** A piece of the app that could not be fetched. */
const isMissingPiece = (error: unknown) =>
  error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message);

/** Without the server there is no piece and no reload; with it there are both, and the page loads itself. */
function CutOff() {
  const words = useMessages(shellMessages);
  // What was sent meanwhile is kept by the page that sent it.
  useEffect(() => reloadWhenReachable(() => unanswered.get() === 0), []);
  return <ErrorState title={words.offlineTitle}>{words.cutOffHelp}</ErrorState>;
}

/** Nothing here, or nothing for a role. A colleague's record is told apart, for a link that was shared inside a team. */
export function NotFound({ colleagues }: { colleagues?: "customers" | "leads" }) {
  const words = useMessages(shellMessages);
  const [, scope, slug, list, record] = useLocation().pathname.split("/");
  return (
    <ErrorState
      title={colleagues === undefined ? words.notFound : words[`outOfReach_${colleagues}`]}
      actions={
        scope === "o" && record ? (
          <ButtonLink to={`/o/${slug}/${list}`} look="primary">
            {words.goUp}
          </ButtonLink>
        ) : (
          <ButtonLink to="/" look="primary">
            {words.goHome}
          </ButtonLink>
        )
      }
    >
      {colleagues === undefined ? words.notFoundHelp : words.outOfReachHelp}
    </ErrorState>
  );
}

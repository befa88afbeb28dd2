// The frame around every page of an organization.
import {
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
} from "react";
import { useLocation, useNavigate } from "react-router";
import { isTyping } from "../ui/keyboard";
import { lacking, later } from "../ui/later";
import { ErrorBoundary } from "./ErrorBoundary";
import { features } from "./features";
import { reachable, type NavEntry } from "./navigation";
import { shellMessages } from "./messages";
import { shellMenus } from "./menus";
import { Sidebar } from "./Sidebar";
import { isReachable, reloadWhenReachable } from "../ui/reachable";
import { useConnection } from "../data/useConnection";
import { unanswered, useOrg } from "../data/org";
import { useSession } from "../data/auth/session";
import { useShortcut } from "../data/useShortcut";
import { useChooseLanguage, useViewer } from "../data/account";
import { useLocale } from "../i18n/locale";
import { useMessages } from "../i18n/messages";
import { AfterStart, whenIdle } from "../ui/AfterStart";
import { drawer } from "../ui/Page";
import { setDensity, setTheme, useDensity, useTheme } from "../ui/preferences";
import { readLocal, writeLocal } from "../ui/store";
import { TypeAhead, typedAhead } from "./TypeAhead";
import "./Shell.css";

type PaletteCode = ComponentType<{ onClose: () => void }>;
const loadPalette = () => import("./Palette");
const LazyPalette = later(loadPalette);
const ShortcutSheet = later(() => import("./ShortcutSheet"));

const ambient = features.flatMap((feature) => feature.ambient ?? []);
const sideLinks = features.flatMap((feature) => feature.sideLinks ?? []);

export function Shell({ children }: { children: ReactNode }) {
  const org = useOrg();
  const viewer = useViewer();
  const session = useSession();
  const navigate = useNavigate();
  const words = useMessages(shellMessages);
  const locale = useLocale();
  const theme = useTheme();
  const density = useDensity();
  const [hasShortcuts, setHasShortcuts] = useState(false);
  // Code that is here is used itself: React.lazy would hold it back for 300 ms, its pause between two reveals.
  const paletteCode = useRef<PaletteCode>(LazyPalette);
  const [Palette, setPalette] = useState<PaletteCode | null>(null);
  const openPalette = () => setPalette(() => paletteCode.current);
  const close = useCallback(() => {
    typedAhead.set("");
    setPalette(null);
  }, []);
  const groups = reachable(org);

  // Fetched when nothing else is to be done; a failure is told when it is opened.
  useEffect(
    () =>
      whenIdle(() => {
        loadPalette().then(
          (module) => (paletteCode.current = module.default),
          () => undefined,
        );
      }),
    [],
  );
  useShortcut("Mod+K", openPalette, words.searchOrDo);
  useShortcut("/", openPalette, words.search);
  useShortcut("?", () => setHasShortcuts(true), words.shortcuts);

  const chooseLanguage = useChooseLanguage(viewer);
  const menus = shellMenus({
    words,
    theme,
    density,
    locale,
    memberships: viewer?.memberships ?? [],
    slug: org.slug,
    navigate,
    setTheme,
    setDensity,
    setLanguage: chooseLanguage,
    showShortcuts: () => setHasShortcuts(true),
    signOut: () => void session.signOut().then(() => navigate("/sign-in")),
  });

  return (
    <>
      {groups
        .flatMap(({ entries }) => entries)
        .map((entry) => entry.shortcut && <GoTo key={entry.to} entry={entry} />)}
      <Frame
        side={(collapsed, onCollapse) => (
          <Sidebar
            orgName={org.name}
            userName={org.user.name}
            path={org.path}
            groups={groups}
            links={sideLinks.map((Links, index) => (
              <ErrorBoundary key={index} silent>
                <AfterStart>
                  <Suspense>
                    <Links />
                  </Suspense>
                </AfterStart>
              </ErrorBoundary>
            ))}
            orgItems={menus.org}
            userItems={menus.user}
            collapsed={collapsed}
            onCollapse={onCollapse}
            onSearch={openPalette}
          />
        )}
        line={<ConnectionLine />}
      >
        {children}
      </Frame>
      {ambient.map((Ambient, index) => (
        // A notice that breaks must not take the page with it.
        <ErrorBoundary key={index} silent>
          <Ambient />
        </ErrorBoundary>
      ))}
      {Palette !== null && (
        <Suspense fallback={<TypeAhead onCancel={close} />}>
          <Palette onClose={close} />
        </Suspense>
      )}
      <Suspense>{hasShortcuts && <ShortcutSheet onClose={() => setHasShortcuts(false)} />}</Suspense>
    </>
  );
}

function GoTo({ entry }: { entry: NavEntry }) {
  const org = useOrg();
  const navigate = useNavigate();
  useShortcut(entry.shortcut ?? null, () => void navigate(org.path(entry.to)), entry.label[useLocale()]);
  return null;
}

/** Sidebar, connection line and the page; also used by /design with a fixture. */
export function Frame(props: {
  side: (collapsed: boolean, onCollapse: () => void) => ReactNode;
  line?: ReactNode;
  children: ReactNode;
}) {
  const words = useMessages(shellMessages);
  const isDrawer = drawer.use();
  const { pathname } = useLocation();
  const [collapsed, setCollapsed] = useState(() => readLocal("orbit.sidebar", false));
  const toggle = () => {
    writeLocal("orbit.sidebar", !collapsed);
    setCollapsed(!collapsed);
  };
  useShortcut("[", toggle, collapsed ? words.expand : words.collapse);
  useEffect(() => drawer.set(false), [pathname]);
  useEffect(() => {
    if (!isDrawer) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") drawer.set(false);
    };
    document.addEventListener("keydown", close);
    document.querySelector<HTMLElement>(".shell-side button")?.focus();
    return () => document.removeEventListener("keydown", close);
  }, [isDrawer]);

  return (
    <div
      className="shell"
      data-collapsed={(collapsed && !isDrawer) || undefined}
      data-drawer={isDrawer || undefined}
    >
      <a href="#content" className="shell-skip">
        {words.skip}
      </a>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- Esc does the same */}
      <div className="shell-scrim" onClick={() => drawer.set(false)} />
      <aside className="shell-side" aria-label={words.sidebar}>
        {props.side(collapsed && !isDrawer, toggle)}
      </aside>
      <div className="shell-main">
        {props.line}
        <main id="content" tabIndex={-1}>
          {props.children}
        </main>
      </div>
    </div>
  );
}

/** Nothing sent waits for its answer, and nobody is writing. */
const isAtRest = () => unanswered.get() === 0 && !isTyping(document.activeElement);

function ConnectionLine() {
  const words = useMessages(shellMessages);
  const { state, unsent } = useConnection();
  const isLacking = lacking.use();
  useEffect(() => (isLacking ? reloadWhenReachable(isAtRest) : undefined), [isLacking]);
  if (state === "live") return null;
  return (
    <div className="shell-line" role="status">
      <span>
        {words.lost} {unsent > 0 && words.unsent({ n: unsent })}
      </span>
      <button
        type="button"
        onClick={() =>
          void isReachable().then((answers) => {
            if (answers) location.reload();
          })
        }
      >
        {words.retryNow}
      </button>
    </div>
  );
}

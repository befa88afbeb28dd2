// The lines of the sidebar, in groups that close and stay closed in this browser.
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { ChevronRightIcon } from "@radix-ui/react-icons";
import { moveIndex } from "../ui/keyboard";
import { readLocal, writeLocal } from "../ui/store";
import { tip } from "../ui/Tooltip";
import { useMessages } from "../i18n/messages";
import { useLocale } from "../i18n/locale";
import type { NavEntry, NavGroup } from "./navigation";
import { shellMessages } from "./messages";

export interface SidebarNavProps {
  groups: readonly NavGroup[];
  /** Turns a path inside the organization into an address. */
  path: (inside: string) => string;
  /** Links of features under the groups: saved views. */
  links?: ReactNode;
  /** Only icons: there are no captions then, and every group stands open. */
  collapsed: boolean;
}

const CLOSED = "orbit.sidebar.closed";

function useClosedGroups() {
  const [closed, setClosed] = useState<readonly string[]>(() => {
    const kept = readLocal<unknown>(CLOSED, []);
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  });
  const setOpen = (id: string, isOpen: boolean) => {
    const others = closed.filter((other) => other !== id);
    const next = isOpen ? others : [...others, id];
    writeLocal(CLOSED, next);
    setClosed(next);
  };
  return { isClosed: (id: string) => closed.includes(id), setOpen };
}

export function SidebarNav({ groups, path, links, collapsed }: SidebarNavProps) {
  const words = useMessages(shellMessages);
  const { isClosed, setOpen } = useClosedGroups();
  const section = (group: NavGroup, label: string | undefined) => (
    <NavSection
      key={group.id}
      label={collapsed ? undefined : label}
      isClosed={!collapsed && label !== undefined && isClosed(group.id)}
      onOpen={(isOpen) => setOpen(group.id, isOpen)}
    >
      {group.entries.map((entry) => (
        <NavLine key={entry.to} entry={entry} to={path(entry.to)} collapsed={collapsed} />
      ))}
    </NavSection>
  );
  const locale = useLocale();
  const foot = groups.filter(({ isFoot }) => isFoot);
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys move between its links */}
      <nav className="side-nav" data-place="main" aria-label={words.navigation} onKeyDown={moveFocus}>
        {groups.filter(({ isFoot }) => !isFoot).map((group) => section(group, group.label?.[locale]))}
        {links && !collapsed && (
          <NavSection
            label={words.savedViews}
            isClosed={isClosed("views")}
            onOpen={(isOpen) => setOpen("views", isOpen)}
          >
            {links}
          </NavSection>
        )}
      </nav>
      {foot.length > 0 && (
        <nav className="side-nav" aria-label={words.moreNavigation}>
          {foot.map((group) => section(group, undefined))}
        </nav>
      )}
    </>
  );
}

/** A group without a caption cannot be closed. Closed, it still shows where one is: a stylesheet hides the other lines. */
function NavSection(props: {
  label: string | undefined;
  isClosed: boolean;
  onOpen: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  if (props.label === undefined) return <div className="side-group">{props.children}</div>;
  return (
    <div
      className="side-group"
      data-closed={props.isClosed || undefined}
      role="group"
      aria-labelledby={`${id}caption`}
    >
      <button
        type="button"
        className="side-caption"
        id={`${id}caption`}
        aria-expanded={!props.isClosed}
        aria-controls={`${id}lines`}
        onClick={() => props.onOpen(props.isClosed)}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") props.onOpen(false);
          else if (event.key === "ArrowRight") props.onOpen(true);
        }}
      >
        <span className="truncate">{props.label}</span>
        <ChevronRightIcon aria-hidden />
      </button>
      <div className="side-lines" id={`${id}lines`}>
        {props.children}
      </div>
    </div>
  );
}

function NavLine({ entry, to, collapsed }: { entry: NavEntry; to: string; collapsed: boolean }) {
  const { pathname } = useLocation();
  const label = entry.label[useLocale()];
  const { Count } = entry;
  return (
    <Link
      to={to}
      className="side-link"
      aria-current={pathname === to || pathname.startsWith(`${to}/`) ? "page" : undefined}
      aria-label={collapsed ? label : undefined}
      {...(collapsed || entry.shortcut ? tip(collapsed ? label : undefined, entry.shortcut) : {})}
    >
      {entry.icon}
      <span className="truncate side-label">{label}</span>
      {Count && !collapsed && (
        <span className="side-count">
          <Count />
        </span>
      )}
    </Link>
  );
}

/** Up and down go through the captions and lines that are seen; Tab does as well. */
function moveFocus(event: KeyboardEvent) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("a, button")].filter((stop) =>
    stop.checkVisibility(),
  );
  const here = stops.findIndex((stop) => stop === document.activeElement);
  const next = moveIndex(event.key, here, stops.length);
  if (here === -1 || next === null) return;
  event.preventDefault();
  stops[next]!.focus();
}

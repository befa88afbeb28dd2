// The left side: which organization, search, where to go, who I am. Knows features only as data.
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { CaretSortIcon, MagnifyingGlassIcon, PinLeftIcon, PinRightIcon } from "@radix-ui/react-icons";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { Kbd } from "../ui/Kbd";
import { Menu } from "../ui/Menu";
import type { MenuItem } from "../ui/menuItem";
import { tip } from "../ui/Tooltip";
import { useMessages } from "../i18n/messages";
import { useLocale } from "../i18n/locale";
import type { NavEntry } from "./feature";
import { shellMessages } from "./messages";

export interface SidebarProps {
  orgName: string;
  userName: string;
  /** Turns a path inside the organization into an address. */
  path: (inside: string) => string;
  nav: readonly NavEntry[];
  orgItems: readonly MenuItem[];
  userItems: readonly MenuItem[];
  /** Links of features under the main navigation: saved views. */
  links?: ReactNode;
  collapsed: boolean;
  onCollapse: () => void;
  onSearch: () => void;
}

export function Sidebar(props: SidebarProps) {
  const words = useMessages(shellMessages);
  const { collapsed } = props;
  return (
    <>
      <Menu
        items={props.orgItems}
        trigger={(trigger) => (
          <button
            type="button"
            {...trigger}
            className="side-org"
            {...(collapsed ? { ...tip(props.orgName), "aria-label": props.orgName } : {})}
          >
            <Avatar name={props.orgName} />
            <span className="truncate grow side-label">{props.orgName}</span>
            <CaretSortIcon className="side-label" aria-hidden />
          </button>
        )}
      />
      <button
        type="button"
        className="side-search"
        onClick={props.onSearch}
        {...(collapsed ? { ...tip(words.search, "Mod+K"), "aria-label": words.search } : {})}
      >
        <MagnifyingGlassIcon aria-hidden />
        <span className="side-label">{words.search}</span>
        <span className="side-label" style={{ marginLeft: "auto" }}>
          <Kbd keys="Mod+K" />
        </span>
      </button>
      <NavList {...props} place="main" />
      {props.links && !collapsed && <div className="side-nav side-views">{props.links}</div>}
      <NavList {...props} place="bottom" />
      <div className="side-foot">
        <Menu
          items={props.userItems}
          side="top"
          trigger={(trigger) => (
            <button
              type="button"
              {...trigger}
              className="side-user"
              {...(collapsed ? { ...tip(props.userName), "aria-label": props.userName } : {})}
            >
              <Avatar name={props.userName} round />
              <span className="truncate side-label">{props.userName}</span>
            </button>
          )}
        />
        <IconButton
          className="side-collapse"
          size="small"
          label={collapsed ? words.expand : words.collapse}
          shortcut="["
          onClick={props.onCollapse}
        >
          {collapsed ? <PinRightIcon aria-hidden /> : <PinLeftIcon aria-hidden />}
        </IconButton>
      </div>
    </>
  );
}

function NavList({ nav, place, path, collapsed }: SidebarProps & { place: "main" | "bottom" }) {
  const words = useMessages(shellMessages);
  const locale = useLocale();
  const { pathname } = useLocation();
  const entries = nav.filter((entry) => (entry.place ?? "main") === place);
  if (entries.length === 0) return place === "main" ? <div className="grow" /> : null;
  return (
    <nav
      className="side-nav"
      data-place={place}
      aria-label={place === "main" ? words.navigation : words.moreNavigation}
    >
      {entries.map((entry) => {
        const to = path(entry.to);
        const here = pathname === to || pathname.startsWith(`${to}/`);
        const label = entry.label[locale];
        const Badge = entry.badge;
        let count: ReactNode = null;
        if (Badge && !collapsed) {
          count = (
            <span className="side-count">
              <Badge />
            </span>
          );
        }
        return (
          <Link
            key={entry.to}
            to={to}
            className="side-link"
            aria-current={here ? "page" : undefined}
            aria-label={collapsed ? label : undefined}
            {...(collapsed || entry.shortcut ? tip(collapsed ? label : undefined, entry.shortcut) : {})}
          >
            {entry.icon}
            <span className="truncate side-label">{label}</span>
            {count}
          </Link>
        );
      })}
    </nav>
  );
}

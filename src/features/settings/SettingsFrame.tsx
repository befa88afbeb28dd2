// The frame of every settings page: one title, and the pages this person may open as links under it.
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import type { Permission } from "../../../convex/tenancy/permissions";
import { useOrg } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Page } from "../../ui/Page";
import { Strip } from "../../ui/Strip";
import { settingsMessages } from "./messages";
import "./Settings.css";

const places: readonly {
  to: string;
  word:
    | "organization"
    | "modules"
    | "members"
    | "fields"
    | "items"
    | "templates"
    | "tiers"
    | "pointOfSale"
    | "data"
    | "mail"
    | "channels"
    | "api"
    | "profile";
  permission?: Permission;
}[] = [
  { to: "settings", word: "organization", permission: "settings:manage" },
  { to: "settings/modules", word: "modules", permission: "settings:manage" },
  { to: "settings/members", word: "members", permission: "members:read" },
  { to: "settings/fields", word: "fields", permission: "fields:manage" },
  { to: "settings/items", word: "items", permission: "items:manage" },
  { to: "settings/templates", word: "templates", permission: "templates:manage" },
  { to: "settings/tiers", word: "tiers", permission: "vip:manage" },
  { to: "settings/pos", word: "pointOfSale", permission: "mirror:read" },
  { to: "settings/data", word: "data", permission: "customers:export" },
  { to: "settings/outbox", word: "mail", permission: "outbox:read" },
  { to: "settings/channels", word: "channels", permission: "settings:manage" },
  { to: "settings/api", word: "api", permission: "apiKeys:manage" },
  { to: "settings/profile", word: "profile" },
];

export function SettingsFrame(props: { title: string; actions?: ReactNode; children: ReactNode }) {
  const words = useMessages(settingsMessages);
  const org = useOrg();
  return (
    <Page
      title={props.title}
      crumbs={[{ label: words.settings, to: org.path("settings") }]}
      layout="column"
      actions={props.actions}
      toolbar={
        <nav className="settings-nav" aria-label={words.settings}>
          <Strip bleeds className="settings-places">
            {places
              .filter(({ permission }) => permission === undefined || org.can(permission))
              .map(({ to, word }) => (
                <NavLink key={to} to={org.path(to)} end className="settings-place" data-word={words[word]}>
                  {words[word]}
                </NavLink>
              ))}
          </Strip>
        </nav>
      }
    >
      {props.children}
    </Page>
  );
}

/** One setting: what it is and does at the left, its control at the right. */
export function Setting(props: {
  label: ReactNode;
  note?: ReactNode;
  htmlFor?: string;
  children: ReactNode;
}) {
  return (
    <div className="setting">
      <div>
        {props.htmlFor ? (
          <label className="setting-label" htmlFor={props.htmlFor}>
            {props.label}
          </label>
        ) : (
          <p className="setting-label">{props.label}</p>
        )}
        {props.note && <p className="setting-note">{props.note}</p>}
      </div>
      <div className="setting-control">{props.children}</div>
    </div>
  );
}

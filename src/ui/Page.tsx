// The frame inside the shell: a top bar (where am I, who is here, what can I do) and a body.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { HamburgerMenuIcon } from "@radix-ui/react-icons";
import { IconButton } from "./Button";
import { createStore } from "./store";
import { useDocumentTitle } from "./useDocumentTitle";
import { defineMessages, useMessages } from "../i18n/messages";
import "./Page.css";

/** Whether the navigation drawer is open on a phone; the shell reads it, the page's menu button opens it. */
export const drawer = createStore(false);

export interface Crumb {
  label: string;
  to: string;
}

export interface PageProps {
  /** Where I am: the last part of the breadcrumb, the h1 and the tab's title. */
  title: string;
  /** The way here, each part a link. */
  crumbs?: readonly Crumb[];
  /** The exact count beside the title. */
  count?: ReactNode;
  /** People present (AvatarStack). */
  presence?: ReactNode;
  /** At the right; one primary button at most, last. */
  actions?: ReactNode;
  /** A row under the top bar: tabs, filters, view options. */
  toolbar?: ReactNode;
  /** "edge" for lists and boards, "column" (720 px) for forms and settings, "wide" for reports. */
  layout?: "edge" | "column" | "wide";
  children: ReactNode;
}

const words = defineMessages({
  en: { menu: "Open navigation", breadcrumb: "Breadcrumb" },
  ru: { menu: "Открыть навигацию", breadcrumb: "Путь" },
});

/** Every screen is one Page. */
export function Page({
  title,
  crumbs = [],
  count,
  presence,
  actions,
  toolbar,
  layout = "edge",
  children,
}: PageProps) {
  const { menu, breadcrumb } = useMessages(words);
  useDocumentTitle(title);
  return (
    <div className="page">
      <header className="page-top">
        <IconButton label={menu} className="page-menu" onClick={() => drawer.set(true)}>
          <HamburgerMenuIcon aria-hidden />
        </IconButton>
        <nav className="page-crumbs" aria-label={breadcrumb}>
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.to}>
                <Link className="truncate" to={crumb.to}>
                  {crumb.label}
                </Link>
              </li>
            ))}
            <li aria-current="page">
              <h1 className="truncate">{title}</h1>
            </li>
          </ol>
          {count !== undefined && <span className="page-count">{count}</span>}
        </nav>
        {presence}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {toolbar && <div className="toolbar">{toolbar}</div>}
      {layout === "edge" ? (
        <div className="page-body">{children}</div>
      ) : (
        <div className="page-body" data-pad>
          <div className={layout === "column" ? "page-column" : "page-wide"}>{children}</div>
        </div>
      )}
    </div>
  );
}

/** A titled part of a page, separated by space and not by a box. */
export function Section(props: {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  level?: 2 | 3;
  children: ReactNode;
}) {
  const Heading = props.level === 3 ? "h3" : "h2";
  return (
    <section className="section">
      {(props.title || props.actions) && (
        <div className="section-head">
          {props.title && <Heading>{props.title}</Heading>}
          {props.actions && <div className="row">{props.actions}</div>}
        </div>
      )}
      {props.note && <p className="section-note">{props.note}</p>}
      {props.children}
    </section>
  );
}

/** One figure with its name: for a dashboard's top line. The name explains itself by `hint` on hover. */
export function Figure(props: { label: string; hint?: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the explanation must be readable by keyboard too */}
      <p className="meta" data-tip={props.hint} tabIndex={props.hint ? 0 : undefined}>
        {props.label}
      </p>
      <p className="figure">{props.children}</p>
      {props.note && <p className="meta">{props.note}</p>}
    </div>
  );
}

// The shape every feature hands to the shell: pages, navigation, commands, as data. A feature is one folder,
// src/features/<name>, whose index.tsx exports `feature`; src/app/features.ts lists them.
import type { ComponentType, ReactNode } from "react";
import type { ModuleName } from "../../convex/tenancy/modules";
import type { Locale } from "../i18n/locale";

/** A lazily loaded page module: its default export is the page. */
export type LazyPage = () => Promise<{ default: ComponentType }>;

export interface FeatureRoute {
  /**
   * Inside an organization: a path under /o/:slug without a leading slash ("customers", "customers/:id").
   * Elsewhere (`scope: "public"` or "person"): a path from the root ("/sign-in", "/new").
   */
  path: string;
  lazy: LazyPage;
  /**
   * "org" (default): inside the shell, needs an active membership.
   * "person": signed in, no organization needed (create an organization).
   * "public": anybody (sign-in, invitation, reset).
   */
  scope?: "org" | "person" | "public";
  /** Permission needed to open it; a person without it sees "not found". */
  permission?: string;
}

export interface NavEntry {
  /** Path under /o/:slug. */
  to: string;
  label: Record<Locale, string>;
  icon: ReactNode;
  /** Pressed as one sequence: "G C". */
  shortcut?: string;
  permission?: string;
  /** Position; 10 Today, 20 Inbox, 30 Customers, 40 Leads, 50 Quotes, 60 Bookings, 70 Dashboard, 900 Settings. */
  order: number;
  /** "bottom" for settings. */
  place?: "main" | "bottom";
  /** A live count at the right of the label; a component so that it can query. */
  badge?: ComponentType;
}

export interface CommandContext {
  slug: string;
  /** Goes to a path under /o/:slug. */
  go: (path: string) => void;
}

/** Something the command palette can do. */
export interface Command {
  id: string;
  label: Record<Locale, string>;
  icon?: ReactNode;
  /** Further words that find it. */
  keywords?: string;
  shortcut?: string;
  permission?: string;
  /** Hidden while this module is switched off, where the permission does not say so. */
  module?: ModuleName;
  /** Position in the palette; 50 when absent. What is created every day comes first, settings last. */
  order?: number;
  run: (context: CommandContext) => void;
}

export interface SearchHit {
  id: string;
  label: string;
  /** Quiet second part: code, e-mail. */
  note?: string;
  /** What the parts to mark answer, where that is not the text as typed (the other keyboard layout). */
  typed?: string;
  /** Path under /o/:slug. */
  to: string;
}

/** A live search of one kind of thing, used by the palette. A hook: undefined while loading. */
export interface SearchProvider {
  label: Record<Locale, string>;
  /** Position among the groups of answers: 10 customers, 20 contacts, 30 leads, 40 quotes, 50 orders, 60 jobs, 70 bookings, 80 tours. */
  order: number;
  icon?: ReactNode;
  useSearch: (text: string) => readonly SearchHit[] | undefined;
}

export interface Feature {
  name: string;
  routes: readonly FeatureRoute[];
  nav?: readonly NavEntry[];
  /** Further links under the main navigation, as a small component that queries them itself. */
  sideLinks?: ComponentType;
  commands?: readonly Command[];
  /** Loaded with the palette. */
  search?: () => Promise<{ default: readonly SearchProvider[] }>;
  /** Small components that live in the shell on every page of an organization (job tray, notices). */
  ambient?: readonly ComponentType[];
}

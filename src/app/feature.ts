// The shape every feature hands to the shell: pages and commands, as data; its line in the menu is in navigation.tsx. A feature is one folder,
// src/features/<name>, whose index.tsx exports `feature`; src/app/features.ts lists them.
import type { ComponentType, ReactNode } from "react";
import type { FlagKey } from "../../convex/flags/words";
import type { ModuleName } from "../../convex/tenancy/modules";
import type { Permission } from "../../convex/tenancy/permissions";
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
  permission?: Permission;
  /** The part of the transition it belongs to; who has it off is told that they work with the older point of sale. */
  flag?: FlagKey;
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
  permission?: Permission;
  /** Hidden while this module is switched off, where the permission does not say so. */
  module?: ModuleName;
  /** Hidden for whoever has this part of the transition off. */
  flag?: FlagKey;
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
  /** Further links under the main navigation, as a small component that queries them itself. */
  sideLinks?: ComponentType;
  commands?: readonly Command[];
  /** Loaded with the palette. */
  search?: () => Promise<{ default: readonly SearchProvider[] }>;
  /** Small components that live in the shell on every page of an organization (job tray, notices). */
  ambient?: readonly ComponentType[];
}

// Which view the list is in, and what was changed since: the saved view (or none) is where the address begins.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useDensity, setDensity, type Density } from "../../ui/preferences";
import { readLocal, writeLocal } from "../../ui/store";
import type { Arrangement } from "../../ui/tableView";
import { firstLook, groupings, readLook, sameGroup, writeLook, type Look, type OwnFilters } from "./look";

export type SavedView = FunctionReturnType<typeof api.views.list>[number];

export interface ListView {
  /** False while it is not known yet what the list should show. */
  isReady: boolean;
  views: readonly SavedView[];
  /** The saved view the list is in; null for all customers. */
  view: SavedView | null;
  look: Look;
  setLook: (change: Partial<Look>) => void;
  arrangement: Arrangement | undefined;
  density: Density;
  setDensity: (density: Density) => void;
  /** The address or the density differs from the view. */
  isChanged: boolean;
  /** The address names a view that is not there (any more): somebody deleted it or stopped sharing it. */
  isMissing: boolean;
  /** Goes to a view as it is saved; null for all customers. */
  goTo: (viewId: string | null) => void;
}

const everybody = "all";
type KnownDefault = Pick<SavedView, "_id" | "look" | "name"> | null;

/** `hasViews`: false for lists that have none of their own. */
export function useListView(hasViews: boolean, own: OwnFilters): ListView {
  const org = useOrg();
  const [search, setSearch] = useSearchParams();
  const found = useOrgQuery(api.views.list, hasViews ? {} : "skip");
  const asked = search.get("view");
  const key = `orbit.view.${org.orgId}`;
  // The default of the last visit, so that the first paint need not wait for the list of views.
  const [remembered] = useState<KnownDefault>(() => (hasViews ? readLocal<KnownDefault>(key, null) : null));
  const chosen = found?.find((view) => view.isDefault) ?? null;
  useEffect(() => {
    if (found === undefined) return;
    writeLocal(key, chosen === null ? null : { _id: chosen._id, look: chosen.look, name: chosen.name });
  }, [found, chosen, key]);

  const says = useMemo(() => {
    const bare = writeLook(readable(search), firstLook, firstLook).toString() === readable(search).toString();
    return !bare;
  }, [search]);
  const opened = found === undefined ? (remembered as SavedView | null) : chosen;
  const view =
    !hasViews || asked === everybody
      ? null
      : asked !== null
        ? (found?.find(({ _id }) => _id === asked) ?? (opened?._id === asked ? opened : null))
        : says
          ? null
          : opened;
  const base = useMemo(() => baseOf(view), [view]);
  const look = useMemo(() => readLook(search, base, own), [search, base, own]);

  const viewId = view?._id ?? null;
  const setLook = useCallback(
    (change: Partial<Look>) =>
      setSearch(
        (before) => {
          const next = writeLook(before, { ...readLook(before, base, own), ...change }, base);
          if (viewId !== null) next.set("view", viewId);
          else if (opened !== null) next.set("view", everybody);
          return next;
        },
        { replace: true },
      ),
    [setSearch, base, viewId, opened, own],
  );

  const preferred = useDensity();
  const [picked, setPicked] = useState<{ viewId: string | null; density: Density } | null>(null);
  const kept = view?.look.density ?? preferred;
  const density = picked?.viewId === viewId ? picked.density : kept;
  const choose = useCallback(
    (next: Density) => {
      setPicked({ viewId, density: next });
      if (viewId === null) setDensity(next);
    },
    [viewId],
  );
  const goTo = useCallback(
    (id: string | null) => {
      setPicked(null);
      setSearch(id === null ? (opened === null ? {} : { view: everybody }) : { view: id });
    },
    [setSearch, opened],
  );

  return {
    isReady: asked === null || asked === everybody || found !== undefined || view !== null,
    isMissing:
      hasViews && asked !== null && asked !== everybody && found?.every(({ _id }) => _id !== asked) === true,
    views: found ?? [],
    view,
    look,
    setLook,
    arrangement: view?.look,
    density,
    setDensity: choose,
    isChanged:
      view !== null &&
      (!sameGroup(look.where, base.where) ||
        look.sort.column !== base.sort.column ||
        look.sort.direction !== base.sort.direction ||
        look.groupBy !== base.groupBy ||
        density !== kept),
    goTo,
  };
}

/** Without what is no look: the open record, the search, the view itself. */
function readable(search: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(search);
  for (const name of ["view", "q", "open", "new"]) rest.delete(name);
  return rest;
}

function baseOf(view: SavedView | null): Look {
  if (view === null) return firstLook;
  const { where, sort, groupBy } = view.look;
  return {
    where: where ?? firstLook.where,
    sort: sort ?? firstLook.sort,
    groupBy: groupings.find((one) => one === groupBy) ?? null,
  };
}

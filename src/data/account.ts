// The signed-in person and their memberships (door convex/account.ts).
import { useCallback, useEffect, useMemo, useState } from "react";
import { useMutation } from "convex/react";
import { api } from "../../convex/_generated/api";
import type { Viewer } from "../../convex/accounts/viewer";
import { setLocale, type Locale } from "../i18n/locale";
import { useHeldSession } from "./auth/localSession";
import { keepViewer, keptViewer } from "./keptViewer";
import { useLiveQuery } from "./liveQuery";

export type { Viewer };

/** The signed-in person; undefined while loading, null for a stranger. */
export function useViewer(): Viewer | null | undefined {
  return useLiveQuery(api.account.viewer, {});
}

/** The same, but a returning person is known at once from the last visit (local accounts only). */
export function useReturningViewer(): Viewer | null | undefined {
  const live = useViewer();
  const isHeld = useHeldSession();
  const [kept] = useState(keptViewer);
  useEffect(() => {
    if (live) keepViewer(live);
  }, [live]);
  // The same person is the same object, so that the whole page is not drawn again when the live answer comes.
  const isKept = useMemo(() => live && JSON.stringify(live) === JSON.stringify(kept), [live, kept]);
  return isKept || (live === undefined && isHeld) ? (kept ?? undefined) : live;
}

/** Speaks the language the person chose, wherever they chose it. */
export function useViewerLanguage(viewer: Viewer | null | undefined): void {
  const language = viewer?.user.preferredLanguage;
  useEffect(() => {
    if (language) setLocale(language);
  }, [language]);
}

/** Changes the screen's language at once and keeps the choice with the person. */
export function useChooseLanguage(viewer: Viewer | null | undefined): (locale: Locale) => void {
  const update = useMutation(api.account.updateProfile);
  return useCallback(
    (locale) => {
      setLocale(locale);
      if (!viewer) return;
      const { name, preferredCurrency } = viewer.user;
      // A refusal leaves the language chosen in this browser; the profile keeps its own until the next choice.
      void update({ name, preferredCurrency, preferredLanguage: locale }).catch(() => undefined);
    },
    [update, viewer],
  );
}

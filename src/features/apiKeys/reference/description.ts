// How the API's description is fetched, in the language of the screen.
import { useEffect, useState } from "react";
import { apiOrigin } from "../../../data/apiOrigin";
import { backendUrl } from "../../../data/backend";
import { useLocale } from "../../../i18n/locale";
import type { Description } from "./endpoints";

/** Where requests go, without a slash at the end. */
export const apiBase = () => `${apiOrigin(backendUrl())}/api`;

type State = { description: Description | null; hasFailed: boolean };

/** In the language of the screen; `retry` asks again after a failure. */
export function useDescription(): State & { retry: () => void } {
  const locale = useLocale();
  const [state, setState] = useState<State>({ description: null, hasFailed: false });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    void fetch(`${apiBase()}/openapi.json?language=${locale}`, { signal: leaving.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(String(response.status));
        setState({ description: (await response.json()) as Description, hasFailed: false });
      })
      .catch(() => {
        if (!leaving.signal.aborted) setState({ description: null, hasFailed: true });
      });
    return () => leaving.abort();
  }, [locale, turn]);
  const retry = () => {
    setState({ description: null, hasFailed: false });
    setTurn((before) => before + 1);
  };
  return { ...state, retry };
}

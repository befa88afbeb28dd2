// Whom a colleague is adding at the same moment: the open form says so every quarter of a minute, and hears of others.
import { useEffect } from "react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrgQueryKept, useOrgSignal } from "../../data/org";

type Question = Omit<FunctionArgs<typeof api.presence.draftsAlike>, "orgId">;
export type DraftsAlike = FunctionReturnType<typeof api.presence.draftsAlike>;

const beatMs = 15_000;

/** `asked` is the question that the duplicate check asks, as text: it has come to rest. */
export function useDrafts(asked: string): DraftsAlike | undefined {
  const tell = useOrgSignal(api.presence.tellDraft);
  const close = useOrgSignal(api.presence.closeDraft);
  const isEmpty = asked === "{}";
  useEffect(() => {
    const say = () => tell(JSON.parse(asked) as Question);
    if (asked === "{}") return;
    say();
    const timer = setInterval(say, beatMs);
    return () => clearInterval(timer);
  }, [asked, tell]);
  useEffect(() => () => close({}), [close]);
  const found = useOrgQueryKept(api.presence.draftsAlike, isEmpty ? "skip" : (JSON.parse(asked) as Question));
  return isEmpty ? undefined : found;
}

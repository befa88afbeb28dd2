// The live search of everything, shared by the groups of the palette: the same question is asked once.
import { api } from "../../convex/_generated/api";
import type { Everything } from "../../convex/search/everything";
import { useOrg, useOrgQueryKept } from "./org";

/** A single digit is a number of a quote or a code; a single letter would find everybody. */
const shortest = /^(\d+|..+)$/su;

export function useEverything(text: string): Everything | undefined {
  const org = useOrg();
  const isAsked = shortest.test(text.trim()) && org.can("customers:read");
  const found = useOrgQueryKept(api.search.everything, isAsked ? { text: text.trim() } : "skip");
  return isAsked ? found : undefined;
}

// How a link was found and what speaks for one, as people say it.
import type { EvidenceKind } from "../../../convex/profiles/match";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** Links of an older system keep the word it used. */
export function useMethodWord(): (method: string) => string {
  const words = useMessages(messages);
  const { manual, stable_hash, email, phone, name } = words;
  const known: Record<string, string> = { manual, stable_hash, email, phone, name };
  return (method) => known[method] ?? method.replaceAll("_", " ");
}

export function useEvidenceWord(): (kind: EvidenceKind) => string {
  const words = useMessages(messages);
  return (kind) => words[`ev_${kind}`];
}

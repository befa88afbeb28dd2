// The word of a kind of interaction, a channel or a stage of a lead, as the rows behind a number carry it.
import type { Locale } from "../../i18n/locale";
import { messages as interactions } from "../interactions/messages";
import { messages as leads } from "../leads/messages";

const interactionKinds = [
  "call",
  "email",
  "meeting",
  "visit",
  "quote",
  "order",
  "support",
  "note",
  "booking",
  "sms",
  "whatsapp",
] as const;
const stages = ["new", "contacted", "qualified", "quoted", "won", "lost"] as const;

/** Null for what has no kind, and for a chat, which says so by itself. */
export function kindWord(kind: string | null, locale: Locale): string | null {
  const interaction = interactionKinds.find((one) => one === kind);
  if (interaction !== undefined) return interactions[locale][interaction];
  const stage = stages.find((one) => one === kind);
  return stage === undefined ? null : leads[locale][stage];
}

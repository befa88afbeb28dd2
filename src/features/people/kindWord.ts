// The word of a kind of interaction, a channel or a stage of a lead, as the rows behind a number carry it.
import { interactionTypes } from "../../../convex/interactions/types";
import { leadStatuses } from "../../../convex/leads/stages";
import type { Locale } from "../../i18n/locale";
import { messages as interactions } from "../interactions/messages";
import { messages as leads } from "../leads/messages";

/** Null for what has no kind, and for a chat, which says so by itself. */
export function kindWord(kind: string | null, locale: Locale): string | null {
  const interaction = interactionTypes.find((one) => one === kind);
  if (interaction !== undefined) return interactions[locale][interaction];
  const stage = leadStatuses.find((one) => one === kind);
  return stage === undefined ? null : leads[locale][stage];
}

// Pure: each factor of the score in words, and the fact behind it.
import type { FactorName } from "../../../convex/scores/factors";
import type { useMessages } from "../../i18n/messages";
import type { messages } from "./messages";

export type Words = ReturnType<typeof useMessages<(typeof messages)["en"]>>;

export function factorWord(words: Words, factor: FactorName): string {
  return {
    recency: words.factorRecency,
    engagement: words.factorEngagement,
    quotes: words.factorQuotes,
    completeness: words.factorCompleteness,
    nextStep: words.factorNextStep,
    source: words.factorSource,
    decisionMaker: words.factorDecisionMaker,
    consent: words.factorConsent,
  }[factor];
}

/** `fact` as scores/factors.ts stores it: days, a count, an index or a yes (1) and no (0). */
export function factWord(words: Words, factor: FactorName, fact: number): string {
  switch (factor) {
    case "recency":
      return fact < 0 ? words.never : words.daysAgo({ n: fact });
    case "engagement":
      return words.ofTen({ n: fact });
    case "quotes":
      return (
        [words.quoteNone, words.quoteRejected, words.quoteDraft, words.quoteOpen, words.quoteAccepted][
          fact
        ] ?? ""
      );
    case "completeness":
      return words.ofSix({ n: fact });
    case "nextStep":
    case "source":
    case "decisionMaker":
    case "consent":
      return fact === 1 ? words.yes : words.no;
  }
}

export function reasonWord(words: Words, reason: string, fact: number): string {
  switch (reason) {
    case "silent":
      return words.reasonSilent({ n: fact });
    case "neverContacted":
      return words.reasonNever({ n: fact });
    case "missedFollowUps":
      return words.reasonMissed({ n: fact });
    case "quoteLost":
      return words.reasonLost;
    case "openQuotes":
      return words.reasonOpen({ n: fact });
    case "plannedFollowUp":
      return words.reasonPlanned;
    case "inTouch":
      return words.reasonInTouch({ n: fact });
    default:
      return reason;
  }
}

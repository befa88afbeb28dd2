// Amounts of credit and points in words.
import type { LoyaltyUnit } from "../../../convex/loyalty/words";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** What somebody is about to do to a balance. */
export interface Asked {
  unit: LoyaltyUnit;
  direction: "add" | "use";
}

/** "+$12.50", "3 points". */
export function useAmountWords() {
  const words = useMessages(messages);
  const format = useFormat();
  return (unit: LoyaltyUnit, amount: number, currency: string | null, isSigned = false): string => {
    const size = Math.abs(amount);
    const text =
      unit === "credit"
        ? format.money(size, currency ?? "USD")
        : words.pointCount({ n: size, text: format.number(size) });
    return `${isSigned ? (amount < 0 ? "−" : "+") : ""}${text}`;
  };
}

// Why a value or a row was left out, in words, with the cell as it was written.
import { useCallback } from "react";
import type { RowIssue } from "../../../convex/imports/normalise";
import { useMessages } from "../../i18n/messages";
import { useFields } from "../fields/useFields";
import { fieldMessages, ruleMessages } from "./fieldMessages";

/** What a column means, in words; an own field by its label. */
export function useMeaningWords(): (target: string) => string | null {
  const words = useMessages(fieldMessages);
  const own = useFields();
  return useCallback(
    (target) => {
      if (target in words) return words[target as keyof typeof words];
      return own.find(({ key }) => `custom.${key}` === target)?.label ?? null;
    },
    [words, own],
  );
}

/** One reason as a sentence: "Phone: not a phone of 8 to 15 digits (12345)". */
export function useIssueText(): (issue: RowIssue) => string {
  const rules = useMessages(ruleMessages);
  const meaning = useMeaningWords();
  return useCallback(
    ({ field, rule, value }) => {
      const reason = rules[rule as keyof typeof rules] ?? rules.other;
      const isWhole = rule === "contactRequired" || rule === "required";
      const name = isWhole ? null : meaning(field);
      const named = name === null ? reason : `${name}: ${reason}`;
      return value === "" ? named : `${named} (${value.length > 60 ? `${value.slice(0, 60)}…` : value})`;
    },
    [rules, meaning],
  );
}

export function Issues({ issues }: { issues: readonly RowIssue[] }) {
  const text = useIssueText();
  if (issues.length === 0) return null;
  return <span className="import-issues">{issues.map(text).join(" · ")}</span>;
}

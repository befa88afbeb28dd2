// Why a value or a row was left out, in words, with the cell as it was written.
import type { RowIssue } from "../../../convex/imports/normalise";
import { useMessages } from "../../i18n/messages";
import { fieldMessages, ruleMessages } from "./messages";

type RuleWords = ReturnType<typeof useMessages<(typeof ruleMessages)["en"]>>;
type FieldWords = ReturnType<typeof useMessages<(typeof fieldMessages)["en"]>>;

/** One reason as a sentence: "Phone: not a phone of 8 to 15 digits (12345)". */
export function issueText({ field, rule, value }: RowIssue, rules: RuleWords, fields: FieldWords): string {
  const reason = rules[rule as keyof RuleWords] ?? rules.other;
  const isAboutField = field in fields && rule !== "contactRequired" && rule !== "required";
  const named = isAboutField ? `${fields[field as keyof FieldWords]}: ${reason}` : reason;
  return value === "" ? named : `${named} (${value.length > 60 ? `${value.slice(0, 60)}…` : value})`;
}

export function Issues({ issues }: { issues: readonly RowIssue[] }) {
  const rules = useMessages(ruleMessages);
  const fields = useMessages(fieldMessages);
  if (issues.length === 0) return null;
  return (
    <span className="import-issues">
      {issues.map((issue) => issueText(issue, rules, fields)).join(" · ")}
    </span>
  );
}

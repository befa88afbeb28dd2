// A row that was not imported, with its cells open: checked while they are typed, by the code that imports them.
import { useMemo, useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { contactReader, type ReadContact } from "../../../convex/imports/contactRow";
import { isEntryKind } from "../../../convex/imports/entryFields";
import { entryReader, type ReadEntry } from "../../../convex/imports/entryRow";
import type { MatchBy } from "../../../convex/imports/fields";
import { rowReader, type ReadRow, type RowIssue } from "../../../convex/imports/normalise";
import { errorMessage } from "../../data/errorMessage";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { Button } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { useIssueText, useMeaningWords } from "./Issues";
import { ruleMessages } from "./fieldMessages";
import { messages } from "./messages";
import { roundedNow } from "./roundedNow";

interface Props {
  from: Doc<"imports">;
  row: Doc<"importRows">;
  /** Called when the row is sent; what it returns, when the row has become a customer and leaves the list by itself. */
  onSend: () => () => void;
  onCancel: () => void;
}

export function MendRow({ from, row, onSend, onCancel }: Props) {
  const words = useMessages(messages);
  const issueText = useIssueText();
  const meaning = useMeaningWords();
  const rules = useMessages(ruleMessages);
  const locale = useLocale();
  const org = useOrg();
  const navigate = useNavigate();
  const mend = useOrgMutation(api.imports.mend);
  const [cells, setCells] = useState(row.cells);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const checked = useCheck(from, cells);
  const columns = from.mapping.flatMap((field, column) => (field === null ? [] : [{ field, column }]));
  const errorOf = (field: string) => {
    const found = checked?.issues.find((issue) => issue.field === field);
    return found && (rules[found.rule as keyof typeof rules] ?? rules.other);
  };
  const shownFields = new Set<string>(columns.map(({ field }) => field));
  const others = (checked?.issues ?? []).filter((issue) => !shownFields.has(issue.field));
  const focused =
    columns.find(({ field }) => row.issues.some((issue) => issue.field === field)) ?? columns[0];
  const set = (column: number, value: string) =>
    setCells((now) =>
      Array.from({ length: Math.max(now.length, column + 1) }, (_, at) =>
        at === column ? value : (now[at] ?? ""),
      ),
    );

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || checked?.kind !== "ready") return;
    setBusy(true);
    setProblem(null);
    const goOn = onSend();
    try {
      const { outcome, customerId, issues } = await mend({ rowId: row._id, cells });
      if (outcome === "rejected" || outcome === "skipped") {
        setProblem(issues.map(issueText).join(" · "));
        return;
      }
      goOn();
      toast(`${words.rowNumber({ n: row.number })}: ${words[outcome]}`, {
        role: "positive",
        ...(customerId === null
          ? {}
          : {
              action: {
                label: words.openCustomer,
                onClick: () => void navigate(org.path(`customers/${customerId}`)),
              },
            }),
      });
    } catch (error) {
      setProblem(errorMessage(error, locale));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="import-mend"
      aria-label={words.rowNumber({ n: row.number })}
      onSubmit={(event) => void save(event)}
    >
      <div className="import-mend-fields">
        {columns.map(({ field, column }) => (
          <FormField
            key={column}
            label={meaning(field) ?? from.headings[column] ?? ""}
            error={errorOf(field)}
          >
            <TextField
              value={cells[column] ?? ""}
              autoFocus={column === focused?.column}
              onKeyDown={(event) => {
                if (event.key === "Escape") onCancel();
              }}
              onChange={(event) => set(column, event.target.value)}
            />
          </FormField>
        ))}
      </div>
      <FormActions
        problem={problem ?? (others.map(issueText).join(" · ") || null)}
        start={
          checked?.kind === "ready" && (
            <span className="meta">
              {checked.issues.length === 0 ? words.mendReady : words.mendReadyWithout}
            </span>
          )
        }
      >
        <Button onClick={onCancel}>{words.mendCancel}</Button>
        <Button look="primary" type="submit" busy={busy} disabled={checked?.kind !== "ready"}>
          {words.mendSave}
        </Button>
      </FormActions>
    </form>
  );
}

/** What the server would say of these cells; undefined until the organization's rules are here. */
function useCheck(
  { kind = "customers", mapping, dateOrder, matchBy }: Doc<"imports">,
  cells: readonly string[],
): { kind: "ready" | "skipped" | "rejected"; issues: RowIssue[] } | undefined {
  const [now] = useState(roundedNow);
  const answer = useOrgQuery(api.imports.rules, { now });
  const read = useMemo((): ((cells: readonly string[]) => ReadContact | ReadEntry | ReadRow) | undefined => {
    if (answer === undefined) return undefined;
    if (kind === "contacts") return contactReader(mapping, answer.rules.country);
    const { rules, timeZone, currency, fields, tiers, documentLimit } = answer;
    if (isEntryKind(kind)) return entryReader({ kind, mapping, dateOrder, timeZone, documentLimit }, now);
    const by = (matchBy ?? "any") as MatchBy;
    return rowReader(rules, { kind, mapping, dateOrder, timeZone, currency, fields, tiers, matchBy: by });
  }, [answer, kind, mapping, dateOrder, matchBy, now]);
  return useMemo(() => {
    const row = read?.(cells);
    if (row?.kind !== "part") return row;
    // By one key alone it may be somebody known, and the server says; by any, it would have been met.
    const kind = (matchBy ?? "any") === "any" ? row.lacking.outcome : "ready";
    return { kind, issues: [...row.lacking.issues, ...row.issues] };
  }, [read, cells, matchBy]);
}

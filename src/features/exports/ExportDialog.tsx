// One calm dialog: how many, in which form, which columns. What follows is a job.
import { useState } from "react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { exportFormats, type ExportFormat } from "../../../convex/exports/words";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { FormActions } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Segmented } from "../../ui/Tabs";
import { toast } from "../../ui/toast";
import { messages } from "./messages";
import "./exports.css";

export type ExportTarget = FunctionArgs<typeof api.exports.start>["target"];

type Options = FunctionReturnType<typeof api.exports.options>;

interface ExportDialogProps {
  target: ExportTarget;
  /** Ids of the columns the list shows. */
  columns: readonly string[];
  onClose: () => void;
}

export default function ExportDialog(props: ExportDialogProps) {
  const options = useOrgQuery(api.exports.options, {});
  return options === undefined ? null : <Asking {...props} options={options} />;
}

function Asking(props: ExportDialogProps & { options: Options }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const start = useOrgMutation(api.exports.start);
  const { target, options } = props;
  const counted = useOrgQuery(
    api.exports.count,
    target.kind === "everything" ? { filters: target.filters } : "skip",
  );
  const count =
    target.kind === "rows"
      ? target.customerIds.length
      : typeof counted === "number"
        ? Math.max(0, counted - (target.except?.length ?? 0))
        : counted;
  const seen = props.columns.filter((id) => options.columns.some(({ key }) => key === id));
  const [chosen, setChosen] = useState<ExportFormat>("csv");
  const [scope, setScope] = useState<"seen" | "all">(seen.length > 0 ? "seen" : "all");
  const [mark, setMark] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const about: Record<ExportFormat, string> = {
    csv: words.aboutCsv,
    xlsx: words.aboutXlsx,
    json: words.aboutJson,
    vcf: words.aboutVcf,
  };

  async function submit() {
    setBusy(true);
    try {
      await start({
        target,
        format: chosen,
        columns: scope === "seen" ? seen : null,
        language: getLocale(),
        mark,
      });
      toast(words.started);
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  }

  return (
    <Dialog open onClose={props.onClose} title={words.title} width={460}>
      <form
        className="stack export-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className="export-scope" aria-live="polite">
          <strong className="numeric">
            {count === undefined
              ? words.counting
              : count === null
                ? words.uncounted
                : words.customers({ n: count })}
          </strong>
          {count !== undefined && count !== null && (
            <span className="quiet">, {target.kind === "rows" ? words.ofSelection : words.ofView}</span>
          )}
          {options.ownOnly && <span className="meta export-own">{words.ownOnly}</span>}
        </p>
        <div className="export-choice">
          <span className="field-label">{words.format}</span>
          <Segmented
            label={words.format}
            value={chosen}
            onChange={setChosen}
            options={exportFormats.map((value) => ({ value, label: words[value] }))}
          />
          <p className="meta">{about[chosen]}</p>
        </div>
        <div className="export-choice" data-off={chosen === "vcf" || undefined}>
          <span className="field-label">{words.columns}</span>
          <Segmented
            label={words.columns}
            value={scope}
            onChange={setScope}
            options={[
              ...(seen.length > 0
                ? [{ value: "seen" as const, label: words.asSeen({ n: seen.length }) }]
                : []),
              { value: "all" as const, label: words.allFields({ n: options.columns.length }) },
            ]}
          />
        </div>
        <div className="export-mark" data-off={chosen !== "csv" || undefined}>
          <Checkbox checked={mark} help={words.markHelp} onChange={(event) => setMark(event.target.checked)}>
            {words.mark}
          </Checkbox>
        </div>
        <FormActions problem={problem ?? (count === 0 ? words.nothing : null)}>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={count === undefined || count === 0}>
            {typeof count === "number" ? words.start({ n: count }) : words.startUncounted}
          </Button>
        </FormActions>
        <p className="meta export-kept">{words.kept}</p>
      </form>
    </Dialog>
  );
}

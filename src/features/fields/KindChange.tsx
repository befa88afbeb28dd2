// Gives a field another kind: what would become of every value is counted and shown before anything is written.
import { useState } from "react";
import { Link } from "react-router";
import { ArrowRightIcon } from "@radix-ui/react-icons";
import { canChangeTo } from "../../../convex/fields/convert";
import { draftOf, fieldDraftShape, type FieldDraft } from "../../../convex/fields/shape";
import { choiceColors, fieldTypes, mostChoices, type FieldType } from "../../../convex/fields/words";
import { api } from "../../../convex/_generated/api";
import { fieldMessage } from "../../data/fieldMessage";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useFormat } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { CurrencyField } from "../organizations/PlaceFields";
import { ChoicesEditor } from "./ChoicesEditor";
import { FieldKindIcon } from "./FieldKindIcon";
import { FieldValue } from "./FieldValue";
import type { ManagedField } from "./managedField";
import { kindChangeMessages } from "./kindChangeMessages";
import { kindWords } from "./kindMessages";
import { messages } from "./messages";
import type { ShownField } from "./useFields";
import { useKindPreview, type KindPreview } from "./useKindPreview";

interface Props {
  field: ManagedField;
  onClose: () => void;
}

export default function KindChange(props: Props) {
  const words = useMessages(kindChangeMessages);
  const settings = useOrgQuery(api.settings.get, {});
  return (
    <Sheet open modal title={words.title({ label: props.field.label })} onClose={props.onClose}>
      {settings && <Change {...props} currency={settings.currency} country={settings.country} />}
    </Sheet>
  );
}

function Change({ field, onClose, currency, country }: Props & { currency: string; country: string }) {
  const words = useMessages(kindChangeMessages);
  const editor = useMessages(messages);
  const kinds = useMessages(kindWords);
  const ui = useMessages(uiMessages);
  const locale = useLocale();
  const change = useOrgMutation(api.fields.changeKind);
  const [draft, setDraft] = useState<FieldDraft>(() => ({
    ...draftOf(field, currency),
    precision: field.precision ?? 2,
  }));
  const [dateOrder, setDateOrder] = useState<"dmy" | "mdy">(country === "US" ? "mdy" : "dmy");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isChosen = draft.type !== field.type;
  const isChoice = draft.type === "select" || draft.type === "multiSelect";
  const wasChoice = field.type === "select" || field.type === "multiSelect";
  // An unnamed value is no choice yet, and two of a name are one.
  const checked = fieldDraftShape.safeParse(draft);
  const preview = useKindPreview(
    field.key,
    isChosen ? { ...draft, choices: namedOnce(draft.choices) } : null,
    dateOrder,
  );
  const offered = preview.found.slice(0, mostChoices);

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await change({ entity: "customers", key: field.key, draft, dateOrder });
      onClose();
    } catch (error) {
      setProblem(errorMessage(error, locale));
      setBusy(false);
    }
  };

  return (
    <form
      className="stack kind-change"
      onSubmit={(event) => {
        event.preventDefault();
        if (!checked.success) {
          const [issue] = checked.error.issues;
          const { params } = issue as { params?: { rule?: string } };
          setProblem(fieldMessage({ rule: params?.rule ?? "", message: issue!.message } as never, locale));
        } else void send();
      }}
    >
      <FormField label={words.newKind}>
        <div className="kind-change-pair">
          <span className="row quiet">
            <FieldKindIcon type={field.type} />
            {kinds[field.type]}
          </span>
          <ArrowRightIcon aria-hidden />
          <Select<FieldType | "">
            aria-label={words.newKind}
            value={isChosen ? draft.type : ""}
            onChange={(type) => type !== "" && setDraft({ ...draft, type })}
            options={[
              ...(isChosen ? [] : [{ value: "" as const, label: words.choose }]),
              ...fieldTypes
                .filter((type) => canChangeTo(type) && type !== field.type)
                .map((value) => ({ value, label: kinds[value], icon: <FieldKindIcon type={value} /> })),
            ]}
          />
        </div>
      </FormField>
      {draft.type === "number" && isChosen && (
        <FormField label={editor.decimals}>
          <Select
            value={String(draft.precision)}
            onChange={(value) => setDraft({ ...draft, precision: Number(value) })}
            options={["0", "1", "2", "3", "4", "5", "6"].map((value) => ({ value, label: value }))}
          />
        </FormField>
      )}
      {draft.type === "money" && isChosen && (
        <FormField label={editor.currency}>
          <CurrencyField value={draft.currency} onChange={(next) => setDraft({ ...draft, currency: next })} />
        </FormField>
      )}
      {draft.type === "date" && isChosen && (
        <FormField label={words.dayOrder}>
          <Select
            value={dateOrder}
            onChange={setDateOrder}
            options={[
              { value: "dmy", label: words.dayFirst },
              { value: "mdy", label: words.monthFirst },
            ]}
          />
        </FormField>
      )}
      {isChoice && isChosen && (
        <>
          {!wasChoice && offered.length > 0 && (
            <div>
              <Button
                size="small"
                onClick={() =>
                  setDraft({
                    ...draft,
                    choices: offered.map(({ label }, index) => ({
                      label,
                      color: choiceColors[index % choiceColors.length]!,
                    })),
                  })
                }
              >
                {words.takeFound({ n: offered.length })}
              </Button>
            </div>
          )}
          <ChoicesEditor
            value={draft.choices}
            onChange={(choices) => setDraft({ ...draft, choices })}
            problem={undefined}
            problemAt={() => undefined}
          />
        </>
      )}
      {isChosen && <Outcome field={field} draft={draft} preview={preview} />}
      <FormActions problem={problem ?? preview.problem ?? undefined}>
        <Button onClick={onClose}>{ui.cancel}</Button>
        <Button
          type="submit"
          look="primary"
          busy={isBusy}
          disabled={!isChosen || preview.blockedBy.length > 0}
        >
          {isChosen ? words.changeTo({ kind: kinds[draft.type] }) : words.change}
        </Button>
      </FormActions>
    </form>
  );
}

function namedOnce(choices: FieldDraft["choices"]): FieldDraft["choices"] {
  const seen = new Set<string>();
  return choices.filter(({ label }) => {
    const name = label.trim().toLocaleLowerCase();
    if (name === "" || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function Outcome({
  field,
  draft,
  preview,
}: {
  field: ManagedField;
  draft: FieldDraft;
  preview: KindPreview;
}) {
  const words = useMessages(kindChangeMessages);
  const format = useFormat();
  const { looked, fits, unfit, isDone } = preview;
  const shown: ShownField = {
    ...(field as unknown as ShownField),
    type: draft.type,
    precision: draft.precision,
    ...(draft.type === "money" ? { currency: draft.currency } : { currency: undefined as never }),
    choices: namedOnce(draft.choices).map((choice, index) => ({
      ...choice,
      id: choice.id ?? `new-${index}`,
    })),
  };
  return (
    <section className="stack kind-change-outcome" aria-label={words.outcome} aria-live="polite">
      <dl className="kind-change-counts" aria-busy={!isDone}>
        {(
          [
            ["fits", fits],
            ["unfit", unfit],
            ["empty", looked - fits - unfit],
          ] as const
        ).map(([word, n]) => (
          <div key={word} data-kind={n > 0 ? word : undefined}>
            <dd className="figure numeric">{format.number(n)}</dd>
            <dt className="meta">{words[word]}</dt>
          </div>
        ))}
      </dl>
      {!isDone && preview.problem === null && (
        <div className="stack" style={{ gap: 4 }}>
          <ProgressBar value={null} label={words.counting({ n: looked })} />
          <p className="meta numeric">{words.counting({ n: looked })}</p>
        </div>
      )}
      {preview.blockedBy.length > 0 && (
        <p className="field-error" role="alert">
          {words.blocked({ names: format.list(preview.blockedBy) })}
        </p>
      )}
      {preview.misfits.length > 0 && <Misfits preview={preview} />}
      {preview.examples.length > 0 && (
        <table className="kind-change-table">
          <caption className="field-label">{words.becomes}</caption>
          <tbody>
            {preview.examples.map(({ from, to }) => (
              <tr key={from + JSON.stringify(to)}>
                <td className="truncate quiet">{from}</td>
                <td>
                  <ArrowRightIcon aria-hidden />
                </td>
                <td>
                  <FieldValue field={shown} value={to} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ul className="field-note kind-change-notes">
        <li>{words.keptNote}</li>
        <li>{words.backNote}</li>
        {field.readBy.length > 0 && preview.blockedBy.length === 0 && (
          <li>{words.formulasNote({ names: format.list(field.readBy) })}</li>
        )}
      </ul>
    </section>
  );
}

function Misfits({ preview }: { preview: KindPreview }) {
  const words = useMessages(kindChangeMessages);
  const org = useOrg();
  const locale = useLocale();
  const more = preview.unfit - preview.misfits.length;
  return (
    <table className="kind-change-table">
      <caption className="field-label">{words.misfits}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{words.value}</th>
          <th scope="col">{words.customer}</th>
          <th scope="col">{words.why}</th>
        </tr>
      </thead>
      <tbody>
        {preview.misfits.map((one) => (
          <tr key={one.customerId}>
            <td className="truncate">
              <strong data-tip={one.shown}>{one.shown}</strong>
            </td>
            <td className="truncate">
              <Link className="link" to={org.path(`customers/${one.customerCode}`)} target="_blank">
                {one.name}
              </Link>
            </td>
            <td className="meta">
              {fieldMessage({ rule: one.rule, message: one.message } as never, locale)}
            </td>
          </tr>
        ))}
      </tbody>
      {more > 0 && (
        <tfoot>
          <tr>
            <td colSpan={3} className="meta">
              {words.more({ n: more })}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

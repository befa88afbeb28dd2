// An order as a form: lines, where it goes, a note; what the customer wishes beside it. Totals follow while typing.
import { useMemo, useState } from "react";
import { Link } from "react-router";
import type { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { orderShape } from "../../../convex/orders/shape";
import { rateText, taxByRate } from "../../../convex/quotes/pricing";
import { offeredCurrencies } from "../../../convex/shared/money";
import { issuesOf } from "../../../convex/shared/validate";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { fieldMessage } from "../../data/fieldMessage";
import { useOrg, type OrgArgs } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import {
  emptyLine,
  isBlank,
  preview,
  readLine,
  typedLine,
  type LineProblem,
  type TypedLine,
} from "../quotes/editor";
import { messages as quoteMessages } from "../quotes/messages";
import { QuoteLines } from "../quotes/QuoteLines";
import { messages } from "./messages";
import { Wishes, type OrderWishes } from "./Wishes";
import "../quotes/quotes.css";
import "./orders.css";

type OrderEntry = OrgArgs<typeof api.orders.create>["input"];
const parts = ["line1", "line2", "city", "postalCode", "country"] as const;

export function OrderEditor(props: {
  customer: { _id: Id<"customers">; name: string };
  wishes: OrderWishes | null;
  address: NonNullable<Doc<"orders">["address"]> | null;
  /** null writes a new one. */
  order: Doc<"orders"> | null;
  currency: string;
  onSave: (entry: OrderEntry) => Promise<void>;
}) {
  const words = useMessages(messages);
  const sums = useMessages(quoteMessages);
  const format = useFormat();
  const { path } = useOrg();
  const { order } = props;
  const [currency, setCurrency] = useState(props.currency);
  const [note, setNote] = useState(order?.note ?? "");
  const [address, setAddress] = useState(props.address ?? {});
  const [lines, setLines] = useState<TypedLine[]>(() =>
    order === null
      ? [emptyLine()]
      : order.lines.map((line) => typedLine(line, order.currency, format.locale)),
  );
  const [problems, setProblems] = useState<ReadonlyMap<number, LineProblem>>(new Map());
  const [issues, setIssues] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const totals = useMemo(() => preview(lines, currency), [lines, currency]);
  const money = (minor: number) => format.money(minor, currency);

  useShortcut("Mod+S", () => void save(), words.save);

  async function save() {
    const kept = lines.filter((line) => !isBlank(line));
    const read = (kept.length === 0 ? lines.slice(0, 1) : kept).map((line) => ({
      key: line.key,
      read: readLine(line, currency),
    }));
    const bad = new Map(
      read.flatMap((line) => ("problem" in line.read ? [[line.key, line.read.problem]] : [])),
    );
    const entry: OrderEntry = {
      lines: read.flatMap((line) => ("problem" in line.read ? [] : [line.read])),
      currency,
      address,
      note,
    };
    const checked = orderShape.omit({ lines: true }).safeParse(entry);
    const found = checked.success
      ? {}
      : Object.fromEntries(
          issuesOf(checked.error).map((issue) => [issue.path, fieldMessage(issue, format.locale)]),
        );
    setProblems(bad);
    setIssues(found);
    const isBad = bad.size > 0 || Object.keys(found).length > 0;
    setProblem(isBad ? words.mend : null);
    if (isBad) {
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(".quote-editor [aria-invalid]")?.focus(),
      );
      return;
    }
    setBusy(true);
    try {
      await props.onSave(entry);
    } catch (error) {
      const isStale = factsOf(error)?.code === "VERSION_CONFLICT";
      setProblem(isStale ? words.changedElsewhere : errorMessage(error, format.locale));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="quote-page">
      <form
        className="quote-editor quote-main"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <QuoteLines
          lines={lines}
          nets={totals.nets}
          currency={currency}
          problems={problems}
          onChange={setLines}
        />
        <dl className="quote-totals" aria-live="polite">
          <dt>{sums.subtotal}</dt>
          <dd className="numeric">{money(totals.subtotal)}</dd>
          {taxByRate(totals.lines).map(({ taxRate, tax }) => (
            <div key={taxRate} className="quote-totals-row">
              <dt>{sums.taxAt({ rate: rateText(taxRate) })}</dt>
              <dd className="numeric">{money(tax)}</dd>
            </div>
          ))}
          <dt className="quote-grand">{sums.total}</dt>
          <dd className="quote-grand numeric">{money(totals.totalAmount)}</dd>
        </dl>
        <fieldset className="order-address">
          <legend>{words.address}</legend>
          {parts.map((part) => (
            <FormField key={part} label={words[part]} error={issues[`address.${part}`]}>
              <TextField
                value={address[part] ?? ""}
                maxLength={200}
                onChange={(event) => setAddress({ ...address, [part]: event.target.value })}
              />
            </FormField>
          ))}
        </fieldset>
        <FormField label={words.note} optional help={words.noteHelp} error={issues["note"]}>
          <TextArea
            rows={2}
            value={note}
            maxLength={5000}
            onChange={(event) => setNote(event.target.value)}
          />
        </FormField>
        <div className="quote-save">
          <FormProblem>{problem}</FormProblem>
          <span className="grow" />
          <Button type="submit" look="primary" busy={isBusy}>
            {words.save}
          </Button>
        </div>
      </form>
      <aside className="quote-side">
        <p>
          <span className="meta">{words.customer}</span>
          <br />
          <Link className="link" to={path(`customers/${props.customer._id}`)}>
            {props.customer.name}
          </Link>
        </p>
        <div>
          <span className="meta">{words.wishes}</span>
          <br />
          <Wishes wishes={props.wishes} />
        </div>
        <FormField label={words.currency}>
          <Select
            value={currency}
            onChange={setCurrency}
            options={[...new Set([props.currency, currency, ...offeredCurrencies])].map((code) => ({
              value: code,
              label: code,
            }))}
          />
        </FormField>
      </aside>
    </div>
  );
}

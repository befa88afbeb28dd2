// An order as a form: lines, where it goes, a note; what the customer wishes beside it. Totals follow while typing.
import { useState } from "react";
import { Link } from "react-router";
import type { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { orderShape } from "../../../convex/orders/shape";
import { issuesOf } from "../../../convex/shared/validate";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { fieldMessage } from "../../data/fieldMessage";
import { useOrg, type OrgArgs } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { CurrencySelect } from "../../ui/CurrencySelect";
import { FormField } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { emptyLine, typedLine, type TypedLine } from "../quotes/editor";
import { LineTotals } from "../quotes/LineTotals";
import { QuoteLines } from "../quotes/QuoteLines";
import { useLines } from "../quotes/useLines";
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
  const format = useFormat();
  const { path } = useOrg();
  const { order } = props;
  const [currency, setCurrency] = useState(props.currency);
  const [note, setNote] = useState(order?.note ?? "");
  const [address, setAddress] = useState(props.address ?? {});
  const [typed, setTyped] = useState<TypedLine[]>(() =>
    order === null
      ? [emptyLine()]
      : order.lines.map((line) => typedLine(line, order.currency, format.locale)),
  );
  const [issues, setIssues] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const lines = useLines(typed, currency);
  const isToMend = lines.problems.size > 0 || Object.keys(issues).length > 0;

  useShortcut("Mod+S", () => void save(), words.save);

  async function save() {
    const read = lines.read();
    const entry: OrderEntry = { lines: read ?? [], currency, address, note };
    const checked = orderShape.omit({ lines: true }).safeParse(entry);
    const found = checked.success
      ? {}
      : Object.fromEntries(
          issuesOf(checked.error).map((issue) => [issue.path, fieldMessage(issue, format.locale)]),
        );
    setIssues(found);
    setProblem(null);
    if (read === null || Object.keys(found).length > 0) {
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
          lines={typed}
          nets={lines.totals.nets}
          currency={currency}
          problems={lines.problems}
          onChange={setTyped}
        />
        <LineTotals totals={lines.totals} currency={currency} />
        <fieldset className="order-address">
          <legend>{words.address}</legend>
          {parts.map((part) => (
            <FormField key={part} label={words[part]} error={issues[`address.${part}`]}>
              <TextField
                value={address[part] ?? ""}
                maxLength={200}
                onChange={(event) => {
                  setAddress({ ...address, [part]: event.target.value });
                  setIssues(({ [`address.${part}`]: _, ...others }) => others);
                }}
              />
            </FormField>
          ))}
        </fieldset>
        <FormField label={words.note} optional help={words.noteHelp} error={issues["note"]}>
          <TextArea
            rows={2}
            value={note}
            maxLength={5000}
            onChange={(event) => {
              setNote(event.target.value);
              setIssues(({ note: _, ...others }) => others);
            }}
          />
        </FormField>
        <div className="quote-save">
          <FormProblem>{isToMend ? words.mend : problem}</FormProblem>
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
          <CurrencySelect own={props.currency} value={currency} onChange={setCurrency} />
        </FormField>
      </aside>
    </div>
  );
}

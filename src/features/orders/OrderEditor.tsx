// An order as a form: lines, where it goes, a note; what the customer wishes beside it. Totals follow while typing.
import { useState } from "react";
import { Link } from "react-router";
import type { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { orderShape } from "../../../convex/orders/shape";
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
import { useSaving } from "../quotes/useSaving";
import { messages } from "./messages";
import { Wishes, type OrderWishes } from "./Wishes";
import "../quotes/quotes.css";
import "./orders.css";

type OrderEntry = OrgArgs<typeof api.orders.create>["input"];
const entered = orderShape.omit({ lines: true });
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
  const lines = useLines(typed, currency);
  const saving = useSaving(entered, lines, words);

  useShortcut("Mod+S", () => void save(), words.save);

  async function save() {
    const read = lines.read();
    const entry: OrderEntry = { lines: read ?? [], currency, address, note };
    await saving.save(entry, read !== null, props.onSave);
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
            <FormField key={part} label={words[part]} error={saving.issues[`address.${part}`]}>
              <TextField
                value={address[part] ?? ""}
                maxLength={200}
                onChange={(event) => {
                  setAddress({ ...address, [part]: event.target.value });
                  saving.forget([`address.${part}`]);
                }}
              />
            </FormField>
          ))}
        </fieldset>
        <FormField label={words.note} optional help={words.noteHelp} error={saving.issues["note"]}>
          <TextArea
            rows={2}
            value={note}
            maxLength={5000}
            onChange={(event) => {
              setNote(event.target.value);
              saving.forget(["note"]);
            }}
          />
        </FormField>
        <div className="quote-save">
          <FormProblem>{saving.isToMend ? words.mend : saving.problem}</FormProblem>
          <span className="grow" />
          <Button type="submit" look="primary" busy={saving.isBusy}>
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

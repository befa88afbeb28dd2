// A draft: subject, lines, terms. Totals follow while typing; Ctrl/Cmd+S or the button saves; nobody's work is overwritten.
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { quoteShape } from "../../../convex/quotes/shape";
import { useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { CurrencySelect } from "../../ui/CurrencySelect";
import { DateField } from "../../ui/DateField";
import { FormField } from "../../ui/FormField";
import { FormProblem } from "../../ui/FormProblem";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { readLocal, writeLocal } from "../../ui/store";
import { TextField } from "../../ui/TextField";
import { emptyLine, typedLine, usualEnd, type ReadLine, type TypedLine } from "./editor";
import { LineTotals } from "./LineTotals";
import { messages } from "./messages";
import { QuoteLines } from "./QuoteLines";
import { useLines } from "./useLines";
import { useSaving } from "./useSaving";
import "./quotes.css";

export interface QuoteEntry {
  subject: string;
  description?: string;
  lines: ReadLine[];
  currency: string;
  validUntil: string;
  contactId?: Id<"contacts">;
  paymentTerms?: string;
  deliveryTerms?: string;
  notes?: string;
}

const entered = quoteShape.omit({ lines: true });

export interface QuoteEditorProps {
  customerId: Id<"customers">;
  /** null writes a new one. */
  quote: Doc<"quotes"> | null;
  currency: string;
  timeZone: string;
  onSave: (entry: QuoteEntry) => Promise<void>;
  /** Told whether there is something unsaved. */
  onDirty: (isDirty: boolean) => void;
}

interface Typed {
  subject: string;
  description: string;
  currency: string;
  validUntil: string;
  contactId: string;
  paymentTerms: string;
  deliveryTerms: string;
  notes: string;
  lines: TypedLine[];
}

export function QuoteEditor({ customerId, quote, currency, timeZone, onSave, onDirty }: QuoteEditorProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const contacts = useOrgQuery(api.contacts.list, { customerId });
  /** A quote that is not saved yet survives a reload in this browser. */
  const draftKey = quote === null ? `orbit.draft.quote.${customerId}` : null;
  const [typed, setTyped] = useState<Typed>(() => {
    const fresh = typedFrom(quote, currency, timeZone, format.locale);
    const kept = draftKey === null ? {} : readLocal<Partial<Typed>>(draftKey, {});
    const lines = (kept.lines ?? fresh.lines).map((line) => ({ ...line, key: emptyLine().key }));
    return { ...fresh, ...kept, lines };
  });
  const [isDirty, setIsDirty] = useState(false);
  const lines = useLines(typed.lines, typed.currency);
  const saving = useSaving(entered, lines, words);

  const set = (part: Partial<Typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    setIsDirty(true);
    saving.forget(Object.keys(part));
    if (draftKey !== null) writeLocal(draftKey, next);
  };
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);

  useShortcut("Mod+S", () => void save(), words.save);

  async function save() {
    const read = lines.read();
    const entry: QuoteEntry = {
      subject: typed.subject,
      lines: read ?? [],
      currency: typed.currency,
      validUntil: typed.validUntil,
      ...(typed.contactId === "" ? {} : { contactId: typed.contactId as Id<"contacts"> }),
      description: typed.description,
      paymentTerms: typed.paymentTerms,
      deliveryTerms: typed.deliveryTerms,
      notes: typed.notes,
    };
    await saving.save(entry, read !== null, async () => {
      await onSave(entry);
      if (draftKey !== null) writeLocal(draftKey, undefined);
      setIsDirty(false);
    });
  }

  return (
    <form
      className="quote-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FormField label={words.subject} required error={saving.issues["subject"]}>
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus={quote === null}
          value={typed.subject}
          maxLength={200}
          onChange={(event) => set({ subject: event.target.value })}
        />
      </FormField>
      <div className="quote-meta">
        <FormField label={words.validUntil} required error={saving.issues["validUntil"]}>
          <DateField raw value={typed.validUntil} onChange={(day) => set({ validUntil: day ?? "" })} />
        </FormField>
        <FormField label={words.currency}>
          <CurrencySelect
            own={currency}
            value={typed.currency}
            onChange={(next) => set({ currency: next })}
          />
        </FormField>
        <FormField label={words.contact}>
          <Select
            value={typed.contactId}
            onChange={(contactId) => set({ contactId })}
            options={[
              { value: "", label: words.primaryContact },
              ...(contacts?.contacts ?? []).map((contact) => ({
                value: contact._id as string,
                label: `${contact.firstName} ${contact.lastName}`,
              })),
            ]}
          />
        </FormField>
      </div>
      <FormField label={words.description} optional>
        <TextArea
          rows={2}
          value={typed.description}
          maxLength={5000}
          onChange={(event) => set({ description: event.target.value })}
        />
      </FormField>
      <QuoteLines
        lines={typed.lines}
        nets={lines.totals.nets}
        currency={typed.currency}
        problems={lines.problems}
        onChange={(next) => set({ lines: next })}
      />
      <LineTotals totals={lines.totals} currency={typed.currency} />
      <div className="quote-terms-fields">
        {(["paymentTerms", "deliveryTerms", "notes"] as const).map((name) => (
          <FormField key={name} label={words[name]} optional>
            <TextArea
              rows={2}
              value={typed[name]}
              maxLength={2000}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          </FormField>
        ))}
      </div>
      <div className="quote-save">
        <FormProblem>{saving.isToMend ? words.mend : saving.problem}</FormProblem>
        <span className="grow meta" aria-live="polite">
          {isDirty ? words.unsaved : quote !== null && words.saved}
        </span>
        <Button type="submit" look={quote === null || isDirty ? "primary" : "soft"} busy={saving.isBusy}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

function typedFrom(
  quote: Doc<"quotes"> | null,
  currency: string,
  timeZone: string,
  locale: "en" | "ru",
): Typed {
  return {
    subject: quote?.subject ?? "",
    description: quote?.description ?? "",
    currency: quote?.currency ?? currency,
    validUntil: quote?.validUntil ?? usualEnd(Date.now(), timeZone),
    contactId: quote?.contactId ?? "",
    paymentTerms: quote?.paymentTerms ?? "",
    deliveryTerms: quote?.deliveryTerms ?? "",
    notes: quote?.notes ?? "",
    lines:
      quote === null ? [emptyLine()] : quote.lines.map((line) => typedLine(line, quote.currency, locale)),
  };
}

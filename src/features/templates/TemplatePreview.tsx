// What one customer will read, filled and in their language, while the text is still being written (COM-11, COM-23).
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { isCustomerVariable, render, textFor, type TemplateTexts } from "../../../convex/templates/rendering";
import { useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import type { ComboOption } from "../../ui/Combobox";
import { SkeletonLines } from "../../ui/Feedback";
import { FormField } from "../../ui/FormField";
import { CustomerPicker } from "../customers/CustomerPicker";
import { messages } from "./messages";
import "./templates.css";

/** `values` fill places that no customer has. A language without a message is one the text does not have. */
export function TemplatePreview({
  texts,
  values = {},
}: {
  texts: TemplateTexts;
  values?: Readonly<Record<string, string>>;
}) {
  const words = useMessages(messages);
  const [customer, setCustomer] = useState<ComboOption | null>(null);
  const facts = useOrgQueryKept(
    api.templates.facts,
    customer === null ? "skip" : { customerId: customer.value },
  );
  return (
    <section className="template-preview" aria-label={words.preview}>
      <FormField label={words.previewFor}>
        <CustomerPicker value={customer} onChange={setCustomer} placeholder={words.chooseCustomer} />
      </FormField>
      {customer === null ? (
        <p className="quiet">{words.choosePreview}</p>
      ) : facts === undefined ? (
        <SkeletonLines widths={["40%", "80%"]} />
      ) : (
        <Paper texts={texts} facts={facts} values={values} />
      )}
    </section>
  );
}

function Paper({
  texts,
  facts,
  values,
}: {
  texts: TemplateTexts;
  facts: { language: "en" | "ru"; ownLanguage: "en" | "ru"; values: Record<string, string> };
  values: Readonly<Record<string, string>>;
}) {
  const words = useMessages(messages);
  const chosen = textFor(texts, facts.language, facts.ownLanguage);
  if (chosen === null) return <p className="quiet">{words.nothingYet}</p>;
  const { subject, content, missing } = render(chosen.text, { ...facts.values, ...values });
  const own = missing.filter((name) => !isCustomerVariable(name));
  const theirs = missing.filter(isCustomerVariable);
  return (
    <>
      <article className="template-paper" lang={chosen.language} aria-live="polite">
        {subject !== "" && <h4>{subject}</h4>}
        <p>{content}</p>
      </article>
      {own.length > 0 && <p className="meta">{words.filledLater({ names: own.join(", ") })}</p>}
      {theirs.length > 0 && (
        <p className="meta">
          {words.missing({ names: theirs.map((name) => words[`${name}Place`]).join(", ") })}
        </p>
      )}
    </>
  );
}

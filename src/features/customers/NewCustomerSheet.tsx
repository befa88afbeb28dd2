// Adding a customer: a short form that says, while one types, who may be the same person.
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useCustomerForm, type CustomerFormRules } from "../../hooks/useCustomerForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Section } from "../../ui/Page";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import LinkFields from "../profiles/LinkFields";
import { DraftNotice } from "./DraftNotice";
import { Matches } from "./Matches";
import { BasicSection, BusinessSection, ContactSection } from "./NewCustomerSections";
import { recordMessages } from "./recordMessages";
import { timelineMessages } from "./timelineMessages";
import { questionOf } from "./useDuplicateCheck";

interface NewCustomerProps {
  /** What was typed where a customer was looked for. */
  name?: string;
  onClose: () => void;
  onOpen: (customerId: string) => void;
}

export default function NewCustomerSheet(props: NewCustomerProps) {
  const words = useMessages(recordMessages);
  const rules = useOrgQuery(api.customers.rules, {});
  return (
    <Sheet open modal onClose={props.onClose} title={words.newTitle}>
      {rules && <NewCustomerForm {...props} rules={rules} />}
    </Sheet>
  );
}

function NewCustomerForm({ rules, name, onClose, onOpen }: NewCustomerProps & { rules: CustomerFormRules }) {
  const record = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  const ui = useMessages(uiMessages);
  const org = useOrg();
  const entry = useCustomerForm(rules, onOpen);
  const { form, found, conflict, mayConfirm, reason } = entry;
  const [isMore, setMore] = useState(false);
  const section = { form, rules, isMore };
  const { setValue } = form;
  useEffect(() => {
    if (name !== undefined) setValue("name", name, { shouldDirty: true });
  }, [name, setValue]);
  const lacksReason = mayConfirm && reason.trim() === "";
  return (
    <form
      className="stack new-customer"
      onSubmit={form.submit((input) => entry.send(input, mayConfirm && !lacksReason))}
    >
      <BasicSection {...section} />
      <ContactSection {...section}>
        {!conflict && (
          <>
            <DraftNotice drafts={entry.drafts} />
            <Matches
              matches={found.matches}
              crowded={found.crowded.length > 0}
              onOpen={onOpen}
              onAsk={(match) => void entry.askFor(match)}
            />
          </>
        )}
      </ContactSection>
      <BusinessSection {...section} />
      {org.can("profiles:link") && (
        <Section title={said["section.linking"]} level={3}>
          <LinkFields typed={questionOf(entry.typed)} value={entry.profile} onChange={entry.setProfile} />
        </Section>
      )}
      {!isMore && (
        <Button look="ghost" size="small" onClick={() => setMore(true)}>
          {record.moreFields}
        </Button>
      )}
      {conflict && <ConflictNotice entry={entry} conflict={conflict} onOpen={onOpen} />}
      <FormActions
        problem={form.problem}
        start={
          form.isDirty && (
            <Button look="ghost" onClick={entry.discard}>
              {record.discard}
            </Button>
          )
        }
      >
        <Button onClick={onClose}>{ui.cancel}</Button>
        <Button type="submit" look="primary" busy={form.busy} disabled={lacksReason}>
          {mayConfirm ? record.createAnyway : record.create}
        </Button>
      </FormActions>
    </form>
  );
}

type Entry = ReturnType<typeof useCustomerForm>;

/** Who is there already, and for whoever may insist the place for a reason. */
function ConflictNotice({
  entry: { mayConfirm, reason, setReason },
  conflict,
  onOpen,
}: {
  entry: Entry;
  conflict: NonNullable<Entry["conflict"]>;
  onOpen: (customerId: string) => void;
}) {
  const record = useMessages(recordMessages);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A refusal that nobody can confirm is mended in its field, where the focus is then.
    if (conflict.confirmable) box.current?.focus();
  }, [conflict]);
  return (
    <div className="conflict stack" role="alert" tabIndex={-1} ref={box}>
      <strong>{record.conflictTitle}</strong>
      <p className="quiet">
        {mayConfirm
          ? record.conflictConfirm
          : conflict.confirmable
            ? record.conflictAsk
            : record.conflictBlocked}
      </p>
      <Matches
        matches={conflict.duplicates.map((one) => ({ ...one, points: [], status: null }))}
        crowded={false}
        onOpen={onOpen}
      />
      {mayConfirm && (
        <FormField label={record.reason} required help={record.reasonHelp}>
          <TextField value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </FormField>
      )}
    </div>
  );
}

// Adding a customer: a short form that says, while one types, who may be the same person.
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { customerSources, customerTypes } from "../../../convex/customers/words";
import { useOrg, useOrgQuery } from "../../data/org";
import { useCustomerForm } from "../../hooks/useCustomerForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { DateField } from "../../ui/DateField";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { MoneyField } from "../../ui/MoneyField";
import { Section } from "../../ui/Page";
import { PhoneField } from "../../ui/PhoneField";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TagInput } from "../../ui/TagInput";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { messages as loyaltyMessages } from "../loyalty/messages";
import { useTiers } from "../loyalty/useTiers";
import LinkFields from "../profiles/LinkFields";
import { NewRecordFields } from "../fields/NewRecordFields";
import { useFields } from "../fields/useFields";
import { typeWord } from "./badges";
import { Matches } from "./Matches";
import { DraftNotice } from "./DraftNotice";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import { sourceWord } from "./sources";
import { questionOf } from "./useDuplicateCheck";
import { timelineMessages } from "./timelineMessages";

export default function NewCustomerSheet(props: {
  onClose: () => void;
  onOpen: (customerId: string) => void;
}) {
  const words = useMessages(recordMessages);
  const rules = useOrgQuery(api.customers.rules, {});
  return (
    <Sheet open modal onClose={props.onClose} title={words.newTitle}>
      {rules && <NewCustomerForm {...props} rules={rules} />}
    </Sheet>
  );
}

function NewCustomerForm(props: {
  onClose: () => void;
  onOpen: (customerId: string) => void;
  rules: NonNullable<ReturnType<typeof useOrgQuery<typeof api.customers.rules>>>;
}) {
  const { rules, onOpen } = props;
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  const ui = useMessages(uiMessages);
  const org = useOrg();
  // What Orbit works out is shown once the record is there.
  const fields = useFields().filter(({ mayWrite }) => mayWrite);
  const needed = fields.filter(({ required }) => required);
  const {
    form,
    typed,
    found,
    drafts,
    conflict,
    mayConfirm,
    reason,
    setReason,
    profile,
    setProfile,
    send,
    askFor,
    discard,
  } = useCustomerForm(rules, onOpen);
  const owners = useOrgQuery(api.customers.owners, org.can("customers:assign") ? {} : "skip");
  const loyalty = useMessages(loyaltyMessages);
  const mayGiveCredit = org.can("credit:adjust");
  const known = useTiers();
  const tiers = org.can("vip:assign") ? (known ?? []).filter(({ isArchived }) => !isArchived) : [];
  const knownTags = useOrgQuery(api.customers.tags, {});
  const [isMore, setMore] = useState(false);
  const conflictBox = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A refusal that nobody can confirm is mended in its field, where the focus is then.
    if (conflict?.confirmable) conflictBox.current?.focus();
  }, [conflict]);

  return (
    <form
      className="stack new-customer"
      onSubmit={form.submit((input) => send(input, mayConfirm && reason.trim() !== ""))}
    >
      <Section title={said["section.basic"]} level={3}>
        <div className="stack">
          <FormField label={words.name} required error={form.error("name")}>
            <TextField
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the sheet was opened to type a name
              autoFocus
              {...form.register("name")}
            />
          </FormField>
          <div className="new-customer-pair">
            <FormField label={words.type}>
              {form.control("type", (field) => (
                <Select
                  {...field}
                  options={customerTypes.map((value) => ({ value, label: typeWord(words, value) }))}
                />
              ))}
            </FormField>
            {owners && (
              <FormField label={words.owner}>
                {form.control("ownerId", (field) => (
                  <Select
                    {...field}
                    options={[
                      { value: "", label: words.nobody },
                      ...owners.members.map(({ userId, name }) => ({ value: userId as string, label: name })),
                    ]}
                  />
                ))}
              </FormField>
            )}
          </div>
          <FormField label={words.tags} error={form.error("tags")}>
            {form.control("tags", (field) => (
              <TagInput {...field} suggestions={knownTags?.tags ?? []} />
            ))}
          </FormField>
          {form.control("custom", (control) => (
            <NewRecordFields
              fields={isMore ? fields : needed}
              value={control.value}
              onChange={control.onChange}
              error={(key) => form.error(`custom.${key}`)}
              country={rules.country}
            />
          ))}
          {isMore && (
            <>
              <div className="new-customer-pair">
                <FormField label={record.born} error={form.error("dateOfBirth")}>
                  {form.control("dateOfBirth", (control) => (
                    <DateField raw {...control} onChange={(day) => control.onChange(day ?? "")} />
                  ))}
                </FormField>
              </div>
              <FormField label={record.notes} error={form.error("notes")}>
                <TextArea rows={3} {...form.register("notes")} />
              </FormField>
            </>
          )}
        </div>
      </Section>
      <Section title={said["section.contactDetails"]} level={3}>
        <div className="stack">
          <div className="new-customer-pair">
            <FormField
              label={words.phone}
              error={form.error("phone")}
              help={rules.requiredContact === "either" ? record.contactHelp : undefined}
            >
              {form.control("phone", (field) => (
                <PhoneField {...field} country={rules.country} />
              ))}
            </FormField>
            <FormField label={words.email} error={form.error("email")}>
              <TextField type="email" inputMode="email" {...form.register("email")} />
            </FormField>
          </div>
          {!conflict && <DraftNotice drafts={drafts} />}
          {!conflict && (
            <Matches
              matches={found.matches}
              crowded={found.crowded.length > 0}
              onOpen={onOpen}
              onAsk={(match) => void askFor(match)}
            />
          )}
          {isMore && (
            <>
              <div className="new-customer-pair">
                <FormField label={record.secondaryPhone} error={form.error("secondaryPhone")}>
                  {form.control("secondaryPhone", (field) => (
                    <PhoneField {...field} country={rules.country} />
                  ))}
                </FormField>
                <FormField label={record.city} error={form.error("address.city")}>
                  <TextField {...form.register("address.city")} />
                </FormField>
              </div>
              <FormField label={record.line1} error={form.error("address.line1")}>
                <TextField {...form.register("address.line1")} />
              </FormField>
            </>
          )}
          <div className="new-customer-consents" role="group" aria-label={record.consents}>
            {(["marketingConsent", "emailConsent", "smsConsent"] as const).map((consent) => (
              <Checkbox key={consent} {...form.register(consent)}>
                {record[consent]}
              </Checkbox>
            ))}
          </div>
        </div>
      </Section>
      <Section title={said["section.business"]} level={3}>
        <div className="stack">
          <div className="new-customer-pair">
            <FormField label={record.source} required>
              {form.control("customerSource", (field) => (
                <Select
                  {...field}
                  options={customerSources.map((value) => ({ value, label: sourceWord(value) }))}
                />
              ))}
            </FormField>
            <FormField label={record.companyName} error={form.error("companyName")}>
              <TextField {...form.register("companyName")} />
            </FormField>
          </div>
          {isMore && (mayGiveCredit || tiers.length > 0) && (
            <div className="new-customer-pair">
              {mayGiveCredit && (
                <FormField label={loyalty.creditNow} error={form.error("availableCredit")}>
                  {form.control("availableCredit", (field) => (
                    <MoneyField {...field} currency={rules.currency} />
                  ))}
                </FormField>
              )}
              {tiers.length > 0 && (
                <FormField label={loyalty.tier} error={form.error("vipTierId")}>
                  {form.control("vipTierId", (field) => (
                    <Select
                      {...field}
                      options={[
                        { value: "", label: loyalty.noTier },
                        ...tiers.map(({ _id, name }) => ({ value: _id as string, label: name })),
                      ]}
                    />
                  ))}
                </FormField>
              )}
            </div>
          )}
          {isMore && (
            <div className="new-customer-pair">
              <FormField label={record.sourceDetail} error={form.error("sourceDetail")}>
                <TextField {...form.register("sourceDetail")} />
              </FormField>
              <FormField label={record.language}>
                {form.control("preferredLanguage", (field) => (
                  <Select
                    {...field}
                    value={field.value === "" ? rules.language : field.value}
                    options={[
                      { value: "en", label: record.languageEn },
                      { value: "ru", label: record.languageRu },
                    ]}
                  />
                ))}
              </FormField>
            </div>
          )}
          {isMore && (
            <div className="new-customer-pair">
              <FormField label={record.industry} error={form.error("industry")}>
                <TextField {...form.register("industry")} />
              </FormField>
              <FormField label={record.website} error={form.error("website")}>
                <TextField {...form.register("website")} />
              </FormField>
            </div>
          )}
        </div>
      </Section>
      {org.can("profiles:link") && (
        <Section title={said["section.linking"]} level={3}>
          <LinkFields typed={questionOf(typed)} value={profile} onChange={setProfile} />
        </Section>
      )}
      {!isMore && (
        <Button look="ghost" size="small" onClick={() => setMore(true)}>
          {record.moreFields}
        </Button>
      )}
      {conflict && (
        <div className="conflict stack" role="alert" tabIndex={-1} ref={conflictBox}>
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
      )}
      <FormActions
        problem={form.problem}
        start={
          form.isDirty && (
            <Button look="ghost" onClick={discard}>
              {record.discard}
            </Button>
          )
        }
      >
        <Button onClick={props.onClose}>{ui.cancel}</Button>
        <Button type="submit" look="primary" busy={form.busy} disabled={mayConfirm && reason.trim() === ""}>
          {mayConfirm ? record.createAnyway : record.create}
        </Button>
      </FormActions>
    </form>
  );
}

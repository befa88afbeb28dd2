// The sections of the form for a new customer. What one rarely knows at once waits behind "More fields".
import type { ReactNode } from "react";
import { api } from "../../../convex/_generated/api";
import { customerSources, customerTypes } from "../../../convex/customers/words";
import { useOrg, useOrgQuery } from "../../data/org";
import type { CustomerFormRules, useCustomerForm } from "../../hooks/useCustomerForm";
import { useMessages } from "../../i18n/messages";
import { Checkbox } from "../../ui/Checkbox";
import { DateField } from "../../ui/DateField";
import { FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { Section } from "../../ui/Page";
import { PhoneField } from "../../ui/PhoneField";
import { Select } from "../../ui/Select";
import { TagInput } from "../../ui/TagInput";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { NewRecordFields } from "../fields/NewRecordFields";
import { useFields } from "../fields/useFields";
import { messages as loyaltyMessages } from "../loyalty/messages";
import { useTiers } from "../loyalty/useTiers";
import { typeWord } from "./badges";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import { sourceWord } from "./sources";
import { timelineMessages } from "./timelineMessages";

interface SectionProps {
  form: ReturnType<typeof useCustomerForm>["form"];
  rules: CustomerFormRules;
  isMore: boolean;
}

/** Who it is, whose, and what the organization itself asks for. */
export function BasicSection({ form, rules, isMore }: SectionProps) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  const org = useOrg();
  const owners = useOrgQuery(api.customers.owners, org.can("customers:assign") ? {} : "skip");
  const knownTags = useOrgQuery(api.customers.tags, {});
  // What Orbit works out is shown once the record is there.
  const fields = useFields().filter(({ mayWrite }) => mayWrite);
  return (
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
            fields={isMore ? fields : fields.filter(({ required }) => required)}
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
  );
}

/** How to reach them. `children` says who may be the same person, beside what tells it. */
export function ContactSection({ form, rules, isMore, children }: SectionProps & { children: ReactNode }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  return (
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
        {children}
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
  );
}

/** Where they came from, for whom they work, and what they start with. */
export function BusinessSection({ form, rules, isMore }: SectionProps) {
  const record = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  return (
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
        {isMore && (
          <>
            <LoyaltyFields form={form} rules={rules} />
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
            <div className="new-customer-pair">
              <FormField label={record.industry} error={form.error("industry")}>
                <TextField {...form.register("industry")} />
              </FormField>
              <FormField label={record.website} error={form.error("website")}>
                <TextField {...form.register("website")} />
              </FormField>
            </div>
          </>
        )}
      </div>
    </Section>
  );
}

/** Credit and tier to begin with, for whoever may give them. */
function LoyaltyFields({ form, rules }: Omit<SectionProps, "isMore">) {
  const loyalty = useMessages(loyaltyMessages);
  const org = useOrg();
  const known = useTiers();
  const mayGiveCredit = org.can("credit:adjust");
  const tiers = org.can("vip:assign") ? (known ?? []).filter(({ isArchived }) => !isArchived) : [];
  if (!mayGiveCredit && tiers.length === 0) return null;
  return (
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
  );
}

// Everything known about a customer, each fact edited where it stands.
import { useState } from "react";
import { EnvelopeClosedIcon, ExternalLinkIcon } from "@radix-ui/react-icons";
import { customerSources, customerTypes } from "../../../convex/customers/words";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { keepsTextOf } from "../../ui/keptText";
import { Section } from "../../ui/Page";
import { DayText } from "../../ui/Values";
import { CustomFacts } from "../fields/CustomFacts";
import { typeWord } from "./badges";
import { ChoiceFact, Milestones, SystemFacts, TextFact } from "./factFields";
import { messages } from "./messages";
import { PhoneActions, Reach } from "./Reach";
import { recordMessages } from "./recordMessages";
import { sourceWord } from "./sources";
import type { OpenCustomer } from "./openCustomer";
import { VisitFacts } from "./VisitFacts";
import { useConfirmedSave } from "./useConfirmedSave";
import type { CustomerEdit } from "./useCustomerEdit";

type AddressPart = "line1" | "line2" | "city" | "postalCode" | "state" | "country";

/** Facts that people look for first; the rest behind one button. */
export function CustomerFacts({ customer, edit }: { customer: OpenCustomer; edit: CustomerEdit }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  // What was typed before the page was left may stand among the facts behind the button.
  const [isOpen, setOpen] = useState(() => keepsTextOf(`customer:${customer._id}.`));
  const { save, dialog } = useConfirmedSave(edit);
  const hasAccount = customer.totalVisits > 0 || customer.availableCredit > 0 || customer.loyaltyPoints > 0;
  const isCompany = customer.type !== "individual";
  const shared = { customer, save };
  const address = customer.address ?? {};
  const saveAddress = (part: AddressPart, what: string) => (text: string) => {
    const next = { ...address, [part]: text };
    const isEmpty = Object.values(next).every((value) => value === "");
    return save({ address: isEmpty ? null : next }, what, { expected: { address: customer.address } });
  };
  const addressParts: [AddressPart, string][] = [
    ["line1", record.line1],
    ["line2", record.line2],
    ["city", record.city],
    ["postalCode", record.postalCode],
    ["state", record.region],
    ["country", record.country],
  ];
  return (
    <div className="customer-facts">
      <h2 className="visually-hidden">{record.facts}</h2>
      <Section title={record.reach} level={3}>
        <TextFact
          {...shared}
          field="phone"
          label={words.phone}
          type="tel"
          actions={<PhoneActions phone={customer.phone} e164={customer.phoneE164} />}
          isFirst
        />
        <TextFact
          {...shared}
          field="email"
          label={words.email}
          type="email"
          actions={
            customer.email !== null && (
              <Reach href={`mailto:${customer.email}`} label={record.writeTo({ email: customer.email })}>
                <EnvelopeClosedIcon aria-hidden />
              </Reach>
            )
          }
        />
        {(isOpen || customer.secondaryPhone !== null) && (
          <TextFact {...shared} field="secondaryPhone" label={record.secondaryPhone} type="tel" />
        )}
        {(isOpen || customer.website !== null) && (
          <TextFact
            {...shared}
            field="website"
            label={record.website}
            type="url"
            display={customer.website !== null && withoutScheme(customer.website)}
            actions={
              customer.website !== null && (
                <Reach href={customer.website} label={record.openSite} isOutside>
                  <ExternalLinkIcon aria-hidden />
                </Reach>
              )
            }
          />
        )}
        {addressParts
          .filter(([part]) => isOpen || address[part] !== undefined)
          .map(([part, label]) => (
            <Fact key={part} label={label}>
              <InlineEdit
                label={label}
                value={address[part] ?? ""}
                onSave={saveAddress(part, label)}
                disabled={!customer.may.update}
                field={`customer:${customer._id}.address`}
                draftKey={`customer:${customer._id}.address.${part}`}
                by={customer.updatedByName}
              />
            </Fact>
          ))}
      </Section>
      <Section title={record.about} level={3}>
        <TextFact {...shared} field="name" label={words.name} />
        {(isCompany || isOpen || customer.companyName !== null) && (
          <TextFact {...shared} field="companyName" label={record.companyName} />
        )}
        {(isOpen || customer.industry !== null) && (
          <TextFact {...shared} field="industry" label={record.industry} />
        )}
        <ChoiceFact
          {...shared}
          field="type"
          label={words.type}
          value={customer.type}
          options={customerTypes.map((value) => ({ value, label: typeWord(words, value) }))}
        />
        <ChoiceFact
          {...shared}
          field="customerSource"
          label={record.source}
          value={customer.customerSource}
          options={customerSources.map((value) => ({ value, label: sourceWord(value) }))}
        />
        {(isOpen || customer.sourceDetail !== null) && (
          <TextFact {...shared} field="sourceDetail" label={record.sourceDetail} />
        )}
        <ChoiceFact
          {...shared}
          field="preferredLanguage"
          label={record.language}
          value={customer.preferredLanguage}
          options={[
            { value: "en", label: record.languageEn },
            { value: "ru", label: record.languageRu },
          ]}
        />
        {(isOpen || customer.dateOfBirth !== null) && (
          <TextFact
            {...shared}
            field="dateOfBirth"
            label={record.born}
            type="date"
            display={customer.dateOfBirth !== null && <DayText day={customer.dateOfBirth} />}
          />
        )}
        <TextFact
          {...shared}
          field="dateJoined"
          label={record.joined}
          type="date"
          display={<DayText day={customer.dateJoined} />}
        />
        {isOpen &&
          (["emailConsent", "smsConsent", "marketingConsent"] as const).map((consent) => (
            <Fact key={consent} label={record[consent]}>
              <div>
                <Checkbox
                  aria-label={record[consent]}
                  checked={customer[consent]}
                  disabled={!customer.may.update}
                  onChange={(event) =>
                    void save({ [consent]: event.target.checked }, record[consent]).catch(reportError)
                  }
                />
              </div>
            </Fact>
          ))}
        {isOpen && <Milestones customer={customer} />}
        {isOpen && customer.may.update && <TextFact {...shared} field="metadata" label={record.metadata} />}
        <SystemFacts customer={customer} />
      </Section>
      {(isOpen || hasAccount) && <VisitFacts customer={customer} />}
      <CustomFacts customer={customer} save={save} />
      <Button
        className="facts-more"
        look="ghost"
        size="small"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? record.fewer : record.more}
      </Button>
      {dialog}
    </div>
  );
}

const withoutScheme = (website: string) => website.replace(/^https?:\/\//, "").replace(/\/$/, "");

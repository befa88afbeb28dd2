// Everything known about a customer, each fact edited where it stands.
import { lazy, Suspense, useState, type ReactNode } from "react";
import {
  ChatBubbleIcon,
  ChevronDownIcon,
  EnvelopeClosedIcon,
  ExternalLinkIcon,
  MobileIcon,
} from "@radix-ui/react-icons";
import { customerSources, customerTypes } from "../../../convex/customers/words";
import { factsOf } from "../../data/errorMessage";
import { useOrg } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { uiMessages } from "../../ui/messages";
import { Section } from "../../ui/Page";
import { DateText, DayText } from "../../ui/Values";
import { typeWord } from "./badges";
import { CustomFacts } from "../fields/CustomFacts";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import { sourceWord } from "./sources";
import type { OpenCustomer } from "./tabs";
import type { CustomerEdit, CustomerPatch } from "./useCustomerEdit";

const ReasonDialog = lazy(() => import("./ReasonDialog"));

type AddressPart = "line1" | "line2" | "city" | "postalCode" | "state" | "country";

/** Facts that people look for first; the rest behind one button. */
export function CustomerFacts({ customer, edit }: { customer: OpenCustomer; edit: CustomerEdit }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const { save, dialog } = useConfirmedSave(edit);
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
        <Fact label={record.created}>
          <p>
            <time
              dateTime={new Date(customer.createdAt).toISOString()}
              data-tip={
                customer.createdByName === null
                  ? undefined
                  : record.createdBy({ who: customer.createdByName })
              }
            >
              {format.date(customer.createdAt, "day")}
            </time>
          </p>
        </Fact>
      </Section>
      <CustomFacts customer={customer} save={save} />
      <Button look="ghost" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? record.fewer : record.more}
      </Button>
      {dialog}
    </div>
  );
}

/** What nobody edits: the ids the record is known by elsewhere, and when its lifecycle moved. */
function Milestones({ customer }: { customer: OpenCustomer }) {
  const record = useMessages(recordMessages);
  const shown: [string, ReactNode][] = [];
  const moments = [
    [record.qualified, customer.qualifiedAt],
    [record.converted, customer.convertedAt],
    [record.churned, customer.churnedAt],
    [record.updated, customer.updatedAt],
  ] as const;
  for (const [label, at] of moments) if (at !== null) shown.push([label, <DateText key={label} at={at} />]);
  if (customer.legacyIds.length > 0) shown.push([record.fieldLegacy, customer.legacyIds.join(", ")]);
  if (customer.stableHashId !== null) shown.push([record.fieldHash, customer.stableHashId]);
  return shown.map(([label, value]) => (
    <Fact key={label} label={label}>
      <span>{value}</span>
    </Fact>
  ));
}

type TextField =
  | "name"
  | "phone"
  | "secondaryPhone"
  | "email"
  | "website"
  | "companyName"
  | "industry"
  | "sourceDetail"
  | "dateOfBirth"
  | "dateJoined"
  | "metadata";

interface SaveOptions {
  /** What the person saw, by field; the server refuses to write over anything else. */
  expected?: Record<string, unknown>;
  reason?: string;
}
type Save = (patch: CustomerPatch, what: string, options?: SaveOptions) => Promise<unknown>;

/** What a customer is reached by: old and new are shown before it changes (CUS-40). */
const confirmed: ReadonlySet<TextField> = new Set(["phone", "email"]);

function TextFact(props: {
  customer: OpenCustomer;
  save: Save;
  field: TextField;
  label: string;
  type?: "tel" | "email" | "url" | "date";
  display?: ReactNode;
  /** Links beside the value. */
  actions?: ReactNode;
  /** "E" starts editing here. */
  isFirst?: boolean;
}) {
  const { customer, field, label, save, type, display } = props;
  const ui = useMessages(recordMessages);
  const id = `fact-${customer._id}-${field}`;
  useShortcut(
    props.isFirst && customer.may.update ? "E" : null,
    () => document.getElementById(id)?.querySelector<HTMLElement>("button.inline-shown")?.click(),
    ui.facts,
  );
  return (
    <div id={id}>
      <Fact label={label}>
        <div className="inline fact-edit">
          <InlineEdit
            label={label}
            value={customer[field] ?? ""}
            onSave={(text, { seen, reason }) =>
              save({ [field]: text }, label, {
                expected: { [field]: seen },
                ...(reason === undefined ? {} : { reason }),
              })
            }
            confirms={confirmed.has(field)}
            multiline={field === "metadata"}
            disabled={!customer.may.update}
            field={`customer:${customer._id}.${field}`}
            by={customer.updatedByName}
            {...(type === undefined ? {} : { type })}
            {...(display ? { display } : {})}
          />
          {props.actions && <span className="fact-actions">{props.actions}</span>}
        </div>
      </Fact>
    </div>
  );
}

function ChoiceFact(props: {
  customer: OpenCustomer;
  save: Save;
  field: "type" | "customerSource" | "preferredLanguage";
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
}) {
  const { customer, field, label, options, save, value } = props;
  const shown = (
    <LiveValue value={value} field={`customer:${customer._id}.${field}`} by={customer.updatedByName}>
      {options.find((option) => option.value === value)?.label ?? value}
    </LiveValue>
  );
  return (
    <Fact label={label}>
      {customer.may.update ? (
        <Menu
          items={options.map((option) => ({
            label: option.label,
            checked: option.value === value,
            onSelect: () => {
              if (option.value !== value) {
                void save({ [field]: option.value }, label, { expected: { [field]: value } }).catch(
                  reportError,
                );
              }
            },
          }))}
          trigger={(trigger) => (
            <button type="button" className="inline-shown customer-choice" {...trigger}>
              {shown}
              <ChevronDownIcon aria-hidden />
            </button>
          )}
        />
      ) : (
        <span className="inline-shown">{shown}</span>
      )}
    </Fact>
  );
}

/** A change that looks like another customer may be confirmed with a reason, where the policy asks (DUP-24). */
function useConfirmedSave(edit: CustomerEdit) {
  const record = useMessages(recordMessages);
  const org = useOrg();
  const [asking, setAsking] = useState<{ patch: CustomerPatch; what: string; name: string } | null>(null);
  const save: Save = async (patch, what, options) => {
    try {
      await edit.save(patch, what, options);
    } catch (error) {
      const facts = factsOf(error);
      const isConflict = facts?.code === "CUSTOMER_NAME_CONFLICT" || facts?.code === "DUPLICATE_CUSTOMER";
      if (isConflict && facts.confirmable && org.can("customers:confirmDuplicate")) {
        setAsking({ patch, what, name: facts.duplicates[0]?.name ?? "" });
      }
      throw error;
    }
  };
  const dialog = asking && (
    <Suspense>
      <ReasonDialog
        title={record.nameTaken({ name: asking.name })}
        description={record.conflictConfirm}
        verb={record.saved({ what: asking.what })}
        onClose={() => setAsking(null)}
        onSubmit={(reason) => edit.save(asking.patch, asking.what, { reason, confirmDuplicate: true })}
      />
    </Suspense>
  );
  return { save, dialog };
}

/** Calls, writes or opens; beside the value, because the value itself is a button that edits. */
function Reach({
  href,
  label,
  children,
  isOutside,
}: {
  href: string;
  label: string;
  children: ReactNode;
  isOutside?: boolean;
}) {
  return (
    <a
      className="fact-action"
      href={href}
      aria-label={label}
      data-tip={label}
      {...(isOutside ? { target: "_blank", rel: "noreferrer" } : {})}
    >
      {children}
    </a>
  );
}

function PhoneActions({ phone, e164 }: { phone: string | null; e164: string | null }) {
  const ui = useMessages(uiMessages);
  if (phone === null || e164 === null) return null;
  return (
    <>
      <Reach href={`tel:${e164}`} label={ui.call({ phone })}>
        <MobileIcon aria-hidden />
      </Reach>
      <Reach href={`https://wa.me/${e164.slice(1)}`} label={ui.whatsapp} isOutside>
        <ChatBubbleIcon aria-hidden />
      </Reach>
    </>
  );
}

const withoutScheme = (website: string) => website.replace(/^https?:\/\//, "").replace(/\/$/, "");

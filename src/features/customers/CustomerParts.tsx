// The tabs of a customer and the panels of "what next": own ones here, neighbours' from the registry.
import { Suspense, type ComponentType, type LazyExoticComponent } from "react";
import { useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { moduleOf } from "../../../convex/tenancy/modules";
import type { Permission } from "../../../convex/tenancy/permissions";
import { useOrg, useOrgQuery } from "../../data/org";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { SkeletonLines } from "../../ui/Feedback";
import { InlineEdit } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Section } from "../../ui/Page";
import { Tabs, type Tab } from "../../ui/Tabs";
import { DateText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { ChurnRiskBadge } from "./badges";
import { CustomerFacts } from "./CustomerFacts";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import { customerTabs, nextPanels, type TabCounts } from "./tabs";
import type { CustomerPartProps, OpenCustomer } from "./openCustomer";
import type { CustomerEdit } from "./useCustomerEdit";

const HistoryTab = later(() => import("./HistoryTab"));

const loaded = new Map<string, LazyExoticComponent<ComponentType<CustomerPartProps>>>();

// later() once per part, or each render would load it anew.
function part(id: string, load: () => Promise<{ default: ComponentType<CustomerPartProps> }>) {
  let component = loaded.get(id);
  if (component === undefined) loaded.set(id, (component = later(load)));
  return component;
}

const SwitchedOff = later(() => import("../../app/SwitchedOff"));

/** What still says something of a person who was erased. */
const leftByErasing: ReadonlySet<string> = new Set([
  "quotes",
  "orders",
  "serviceJobs",
  "transactions",
  "bookings",
  "packages",
  "leads",
  "history",
]);

const Waiting = () => <SkeletonLines widths={["70%", "50%", "60%"]} />;

export function CustomerTabs({
  customer,
  edit,
  withFacts,
  isGone,
}: {
  customer: OpenCustomer;
  edit: CustomerEdit;
  withFacts: boolean;
  /** Out of reach since it was opened: what was drafted stays, nothing more is asked of the server. */
  isGone: boolean;
}) {
  const words = useMessages(recordMessages);
  const org = useOrg();
  const locale = useLocale();
  const counts = useTabCounts(customer, isGone);
  const isErased = customer.erasedAt !== null;
  const asked = useSearchParams()[0].get("tab");
  /** The tab of the address whose module is switched off says so, instead of being gone under whoever looks at it. */
  const offAt = (id: string, permission: Permission) =>
    id === asked ? org.switchedOff.find((off) => off === moduleOf(permission)) : undefined;
  const tabs: Tab[] = [
    {
      id: "overview",
      label: words.overview,
      content: () => (
        <div className="customer-overview">
          {withFacts && !isErased && <NextNumbers customer={customer} />}
          {withFacts && !isErased && <CustomerFacts customer={customer} edit={edit} />}
          <Notes customer={customer} edit={edit} isGone={isGone} />
          {isGone ? null : withFacts && !isErased ? (
            <NeighbourPanels customer={customer} />
          ) : (
            org.can("history:read") && (
              <Section title={words.recent} level={3}>
                <Suspense fallback={<Waiting />}>
                  <HistoryTab customer={customer} latest={5} />
                </Suspense>
              </Section>
            )
          )}
        </div>
      ),
    },
    ...customerTabs
      .filter(
        ({ id, permission }) =>
          !isGone && (org.can(permission) || offAt(id, permission)) && (!isErased || leftByErasing.has(id)),
      )
      .map(({ id, label, count, load, permission }): Tab => {
        const off = offAt(id, permission);
        if (off) {
          const content = () => (
            <Suspense fallback={<Waiting />}>
              <SwitchedOff module={off} />
            </Suspense>
          );
          return { id, label: label[locale], content };
        }
        const Part = part(`tab.${id}`, load);
        return {
          id,
          label: label[locale],
          count: counts === undefined ? undefined : count?.(counts),
          content: () => (
            <Suspense fallback={<Waiting />}>
              <Part customer={customer} />
            </Suspense>
          ),
        };
      }),
  ];
  return <Tabs label={words.parts} tabs={tabs} />;
}

function useTabCounts(customer: OpenCustomer, isGone: boolean): TabCounts | undefined {
  const mayRead = useOrg().can("interactions:read") && !isGone;
  const args = mayRead ? { customerId: customer._id } : "skip";
  const timeline = useOrgQuery(api.timeline.counts, args);
  const interactions = useOrgQuery(api.interactions.counts, args);
  return timeline && interactions && { timeline, interactions };
}

function Notes({ customer, edit, isGone }: { customer: OpenCustomer; edit: CustomerEdit; isGone: boolean }) {
  const words = useMessages(recordMessages);
  if (customer.notes === null && !customer.may.update && !isGone) return null;
  return (
    <Section title={words.notes} level={3}>
      <div className="prose customer-notes">
        <InlineEdit
          label={words.notes}
          value={customer.notes ?? ""}
          placeholder={words.notesEmpty}
          multiline
          onSave={(notes, { seen }) => edit.save({ notes }, words.notes, { expected: { notes: seen } })}
          disabled={!customer.may.update}
          field={`customer:${customer._id}.notes`}
          by={customer.updatedByName}
        />
      </div>
    </Section>
  );
}

/** The right part of the page: what the neighbours know and advise. */
export function NextPanels({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  return (
    <div className="customer-overview">
      <h2 className="visually-hidden">{words.next}</h2>
      <NeighbourPanels customer={customer} />
    </div>
  );
}

/** Value, risk and last contact on one line, at the top of the sheet. */
function NextNumbers({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const field = (name: string) => `customer:${customer._id}.${name}`;
  return (
    <dl className="customer-numbers">
      <div>
        <dt className="meta">{words.value}</dt>
        <dd className="figure">
          <LiveValue value={customer.lifetimeValue} field={field("lifetimeValue")}>
            <MoneyText minor={customer.lifetimeValue} currency={customer.currency} trimZeros />
          </LiveValue>
        </dd>
      </div>
      <div>
        <dt className="meta">{words.risk}</dt>
        <dd>
          <LiveValue value={customer.churnRisk} field={field("churnRisk")}>
            <ChurnRiskBadge risk={customer.churnRisk} />
          </LiveValue>
        </dd>
      </div>
      <div>
        <dt className="meta">{words.lastContact}</dt>
        <dd>
          <LiveValue value={customer.lastContactAt} field={field("lastContactAt")}>
            {customer.lastContactAt === null ? (
              <span className="quiet">{words.never}</span>
            ) : (
              <DateText at={customer.lastContactAt} />
            )}
          </LiveValue>
        </dd>
      </div>
      {customer.nextFollowUpAt !== null && (
        <div>
          <dt className="meta">{words.nextFollowUp}</dt>
          <dd>
            <LiveValue value={customer.nextFollowUpAt} field={field("nextFollowUpAt")}>
              <DateText at={customer.nextFollowUpAt} />
            </LiveValue>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Each under its own heading; the part itself brings none. */
function NeighbourPanels({ customer }: { customer: OpenCustomer }) {
  const org = useOrg();
  const locale = useLocale();
  return nextPanels
    .filter(({ permission }) => org.can(permission))
    .map(({ id, label, load }) => {
      const Part = part(`next.${id}`, load);
      return (
        <Section key={id} title={label[locale]} level={3}>
          <Suspense fallback={<Waiting />}>
            <Part customer={customer} />
          </Suspense>
        </Section>
      );
    });
}

// The line under a customer's name: status, owner and tags, each changed where it stands.
import { Suspense, useRef, useState } from "react";
import { ChevronDownIcon, PlusIcon } from "@radix-ui/react-icons";
import type { Id } from "../../../convex/_generated/dataModel";
import { choosableStatuses, isLegalMove, type CustomerStatus } from "../../../convex/customers/words";
import { useOrg } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Person } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ChangeStrip } from "../../ui/ChangeStrip";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { later } from "../../ui/later";
import type { MenuItem } from "../../ui/menuItem";
import { Tag } from "../../ui/Tag";
import { tip } from "../../ui/Tooltip";
import { TierControl } from "../loyalty/TierControl";
import { CustomerStatusBadge, statusWord } from "./badges";
import { messages } from "./messages";
import { OwnerMenu } from "./OwnerMenu";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";
import type { CustomerEdit } from "./useCustomerEdit";

const ReasonDialog = later(() => import("./ReasonDialog"));
const TagEditor = later(() => import("./TagEditor"));

export function CustomerHead({ customer, edit }: { customer: OpenCustomer; edit: CustomerEdit }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const [pending, setPending] = useState<{ ownerId: Id<"users"> | null; who: string } | null>(null);
  const [isTagging, setTagging] = useState(false);
  const owner = useRef<HTMLDivElement>(null);
  const { may } = customer;
  useShortcut(
    may.assign ? "A" : null,
    () => owner.current?.querySelector<HTMLElement>("[data-owner]")?.click(),
    record.changeOwner,
  );
  useShortcut(may.tag ? "T" : null, () => setTagging(true), record.addTag);
  return (
    <div className="customer-head" ref={owner}>
      <StatusControl customer={customer} edit={edit} />
      {may.assign ? (
        <OwnerMenu
          ownerId={customer.ownerId}
          onChoose={(ownerId, who) => {
            if (ownerId !== customer.ownerId) setPending({ ownerId, who });
          }}
          trigger={(trigger) => (
            <button
              type="button"
              className="customer-owner"
              data-owner
              {...trigger}
              {...tip(record.changeOwner, "A")}
            >
              <LiveValue value={customer.ownerId} field={`customer:${customer._id}.ownerId`}>
                <Person name={customer.ownerName} nobody={words.nobody} />
              </LiveValue>
              <ChevronDownIcon aria-hidden />
            </button>
          )}
        />
      ) : (
        <LiveValue value={customer.ownerId} field={`customer:${customer._id}.ownerId`}>
          <Person name={customer.ownerName} nobody={words.nobody} />
        </LiveValue>
      )}
      {may.claim && !may.assign && (
        <Button size="small" onClick={() => void edit.claim().catch(reportError)}>
          {record.claim}
        </Button>
      )}
      {pending !== null && (
        <ChangeStrip
          label={words.owner}
          from={customer.ownerName ?? words.nobody}
          to={pending.who}
          withReason
          onCancel={() => setPending(null)}
          onSave={(reason) => {
            setPending(null);
            void edit.assign(pending.ownerId, pending.who, reason).catch(reportError);
          }}
        />
      )}
      <TierControl customer={customer} />
      <span className="customer-tags">
        {isTagging ? (
          <Suspense>
            <TagEditor customer={customer} edit={edit} onDone={() => setTagging(false)} />
          </Suspense>
        ) : (
          <>
            {customer.tags.map((tag) =>
              may.tag ? (
                <Tag
                  key={tag}
                  onRemove={() =>
                    void edit.setTags(customer.tags.filter((one) => one !== tag)).catch(reportError)
                  }
                >
                  {tag}
                </Tag>
              ) : (
                <Tag key={tag}>{tag}</Tag>
              ),
            )}
            {may.tag && (
              <Button
                className="customer-tag-add"
                look="ghost"
                size="small"
                icon={<PlusIcon aria-hidden />}
                onClick={() => setTagging(true)}
              >
                {record.addTag}
              </Button>
            )}
          </>
        )}
      </span>
    </div>
  );
}

function StatusControl({ customer, edit }: { customer: OpenCustomer; edit: CustomerEdit }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const org = useOrg();
  const [asking, setAsking] = useState<CustomerStatus | null>(null);
  const [pending, setPending] = useState<CustomerStatus | null>(null);
  const mayOverride = org.role === "admin" || org.role === "manager";
  const shown = (
    <LiveValue value={customer.status} field={`customer:${customer._id}.status`}>
      <CustomerStatusBadge status={customer.status} />
    </LiveValue>
  );
  const meanings: Partial<Record<CustomerStatus, string>> = {
    prospect: record.prospectMeans,
    lead: record.leadMeans,
    active: record.activeMeans,
    inactive: record.inactiveMeans,
    churned: record.churnedMeans,
  };
  const change = (status: CustomerStatus, reason?: string) =>
    edit.save({ status }, `${words.status} – ${statusWord(words, status)}`, {
      expected: { status: customer.status },
      ...(reason === undefined ? {} : { reason }),
    });
  if (!customer.may.update || !customer.isActive) return shown;
  const offered = choosableStatuses.filter(
    (status) => status === customer.status || mayOverride || isLegalMove(customer.status, status),
  );
  return (
    <>
      <Menu
        items={offered.map((status) => ({
          label: statusWord(words, status),
          note: meanings[status],
          checked: status === customer.status,
          onSelect: () => {
            if (status === customer.status) return;
            if (isLegalMove(customer.status, status)) setPending(status);
            else setAsking(status);
          },
        }))}
        trigger={(trigger) => (
          <button type="button" className="customer-owner" {...trigger} data-tip={record.changeStatus}>
            {shown}
            <ChevronDownIcon aria-hidden />
          </button>
        )}
      />
      {pending !== null && (
        <ChangeStrip
          label={words.status}
          from={statusWord(words, customer.status)}
          to={statusWord(words, pending)}
          withReason
          onCancel={() => setPending(null)}
          onSave={(reason) => {
            setPending(null);
            void change(pending, reason).catch(reportError);
          }}
        />
      )}
      {asking !== null && (
        <Suspense>
          <ReasonDialog
            title={record.moveTitle({
              from: statusWord(words, customer.status),
              to: statusWord(words, asking),
            })}
            description={record.moveBody}
            verb={record.move}
            onClose={() => setAsking(null)}
            onSubmit={(reason) => change(asking, reason)}
          />
        </Suspense>
      )}
    </>
  );
}

/** Deactivate with a reason or back into use, delete or restore; the same on the sheet and the page. */
export function useActivation(customer: OpenCustomer, edit: CustomerEdit) {
  const record = useMessages(recordMessages);
  const [asking, setAsking] = useState(false);
  const toggle = () => (customer.isActive ? setAsking(true) : void edit.reactivate().catch(reportError));
  useShortcut(
    customer.may.deactivate ? "D" : null,
    toggle,
    customer.isActive ? record.deactivate : record.reactivate,
  );
  const life: MenuItem[] = [];
  if (customer.may.deactivate) {
    life.push({
      label: customer.isActive ? record.deactivate : record.reactivate,
      shortcut: "D",
      danger: customer.isActive,
      onSelect: toggle,
    });
  }
  if (customer.may.delete) {
    life.push({
      label: record.delete,
      danger: true,
      onSelect: () => void edit.remove().catch(reportError),
    });
  }
  if (customer.may.restore) {
    life.push({ label: record.restore, onSelect: () => void edit.restore().catch(reportError) });
  }
  return {
    /** What can be done with the record as a whole, under a line of their own. */
    items: life.length === 0 ? [] : ["line" as const, ...life],
    dialog: asking && (
      <Suspense>
        <ReasonDialog
          title={record.deactivateTitle({ name: customer.name })}
          description={record.deactivateBody}
          verb={record.deactivate}
          danger
          onClose={() => setAsking(false)}
          onSubmit={(reason) => edit.deactivate(reason)}
        />
      </Suspense>
    ),
  };
}

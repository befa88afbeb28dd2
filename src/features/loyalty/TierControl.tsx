// A customer's tier beside its status, changed where it stands.
import { ChevronDownIcon, StarIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import type { OpenCustomer } from "../customers/openCustomer";
import { messages } from "./messages";
import { TierBadge } from "./TierBadge";
import { useTiers } from "./useTiers";
import "./loyalty.css";

export function TierControl({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const format = useFormat();
  const isOn = useFeatureFlag("loyalty");
  const tiers = useTiers();
  const assign = useOrgMutation(api.vip.assign);
  const undo = useOrgMutation(api.history.undo);
  const undoable = useUndoable();
  const present = tiers?.find(({ _id }) => _id === customer.vipTierId);
  const offered = tiers?.filter(({ isArchived, _id }) => !isArchived || _id === present?._id) ?? [];
  if (!isOn) return null;
  if (tiers === undefined && customer.vipTierId !== null)
    return (
      <span className="customer-owner" aria-hidden>
        <Skeleton width={140} />
      </span>
    );
  if (present === undefined && (!customer.may.assignTier || offered.length === 0)) return null;
  const shown = (
    <LiveValue
      value={customer.vipTierId}
      field={`customer:${customer._id}.vipTierId`}
      by={customer.updatedByName}
    >
      {present === undefined ? (
        <span className="tier-none">
          <StarIcon aria-hidden />
          {words.noTier}
        </span>
      ) : (
        <span className="tier-shown">
          <TierBadge tier={present} />
          {customer.vipStatusDate !== null && (
            <span className="meta">{words.since({ when: format.day(customer.vipStatusDate, "day") })}</span>
          )}
        </span>
      )}
    </LiveValue>
  );
  if (!customer.may.assignTier) return shown;
  const choose = async (tierId: Id<"vipTiers"> | null, tier: string) => {
    if (tierId === customer.vipTierId) return;
    try {
      const { auditId } = await assign({ customerId: customer._id, tierId });
      if (auditId !== null) undoable(words.tierGiven({ who: customer.name, tier }), () => undo({ auditId }));
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <Menu
      items={[
        ...offered.map(({ _id, name, description, isArchived }) => ({
          label: isArchived ? `${name} (${words.archivedMark})` : name,
          ...(description === "" ? {} : { note: description }),
          checked: _id === customer.vipTierId,
          disabled: isArchived,
          onSelect: () => void choose(_id, name),
        })),
        "line" as const,
        {
          label: words.noTier,
          checked: customer.vipTierId === null,
          onSelect: () => void choose(null, words.noTier),
        },
      ]}
      trigger={(trigger) => (
        <button type="button" className="customer-owner" {...trigger} data-tip={words.changeTier}>
          {shown}
          <ChevronDownIcon aria-hidden />
        </button>
      )}
    />
  );
}

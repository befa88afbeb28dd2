// Settings → VIP tiers: the highest on top, what each brings, who has it (LOY-06).
import { Suspense, useState } from "react";
import { Navigate } from "react-router";
import { ArrowDownIcon, ArrowUpIcon, DotsHorizontalIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { Menu } from "../../ui/Menu";
import { Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { SettingsFrame } from "../settings/SettingsFrame";
import { messages } from "./messages";
import { TierBadge } from "./TierBadge";
import { useTiers, type Tier } from "./useTiers";
import "./loyalty.css";

const TierSheet = later(() => import("./TierSheet"));

export default function TiersPage() {
  const org = useOrg();
  if (!org.can("vip:manage")) return <Navigate to={org.path("settings/profile")} replace />;
  return <Tiers />;
}

/** Where an organization may begin, in its people's language. */
const suggestions = {
  en: ["Silver", "Gold", "Platinum"],
  ru: ["Серебро", "Золото", "Платина"],
} as const;
const suggestedColors = ["neutral", "warning", "live"] as const;

function Tiers() {
  const words = useMessages(messages);
  const locale = useLocale();
  const tiers = useTiers();
  const create = useOrgMutation(api.vip.create);
  const applyRules = useOrgMutation(api.vip.applyRules);
  const [editing, setEditing] = useState<Tier | "new" | null>(null);
  const [isBusy, setBusy] = useState(false);
  const active = tiers?.filter(({ isArchived }) => !isArchived) ?? [];
  const archived = tiers?.filter(({ isArchived }) => isArchived) ?? [];
  const suggest = async () => {
    setBusy(true);
    try {
      for (const [at, name] of suggestions[locale].entries())
        await create({ input: { name, color: suggestedColors[at]! } });
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  const apply = async () => {
    try {
      const jobId = await applyRules({});
      toast(jobId === null ? words.nothingToApply : words.applying);
    } catch (error) {
      reportError(error);
    }
  };
  const add = (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setEditing("new")}>
      {words.newTier}
    </Button>
  );
  return (
    <SettingsFrame title={words.tiers} actions={add}>
      {tiers === undefined ? (
        <div className="stack" aria-hidden>
          {Array.from({ length: 3 }, (_, index) => (
            <Skeleton key={index} width={`${80 - index * 8}%`} height={20} />
          ))}
        </div>
      ) : tiers.length === 0 ? (
        <EmptyState
          title={words.emptyTitle}
          actions={
            <>
              {add}
              <Button busy={isBusy} onClick={() => void suggest()}>
                {words.suggested}
              </Button>
            </>
          }
        >
          {words.emptyBody}
        </EmptyState>
      ) : (
        <>
          <p className="quiet prose">{words.intro}</p>
          <TierList tiers={active} onEdit={setEditing} />
          {active.some(({ minLifetimeValue }) => minLifetimeValue !== null) && (
            <Button size="small" onClick={() => void apply()}>
              {words.apply}
            </Button>
          )}
        </>
      )}
      {archived.length > 0 && (
        <Section title={words.archived} note={words.archivedNote}>
          <TierList tiers={archived} onEdit={setEditing} />
        </Section>
      )}
      {editing !== null && (
        <Suspense>
          <TierSheet tier={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}

function TierList({ tiers, onEdit }: { tiers: readonly Tier[]; onEdit: (tier: Tier) => void }) {
  const reorder = useOrgMutation(api.vip.reorder);
  const [said, setSaid] = useState("");
  const step = (tier: Tier, by: -1 | 1) => {
    const next = [...tiers];
    const at = next.indexOf(tier);
    next.splice(at, 1);
    next.splice(at + by, 0, tier);
    setSaid(`${tier.name}: ${at + by + 1} / ${next.length}`);
    // The server wants the lowest first.
    reorder({ tierIds: next.toReversed().map(({ _id }) => _id) }).catch(reportError);
  };
  return (
    <>
      <ul className="tier-list">
        {tiers.map((tier, at) => (
          <TierRow
            key={tier._id}
            tier={tier}
            onEdit={onEdit}
            onStep={step}
            isFirst={at === 0}
            isLast={at === tiers.length - 1}
          />
        ))}
      </ul>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </>
  );
}

function TierRow(props: {
  tier: Tier;
  onEdit: (tier: Tier) => void;
  onStep: (tier: Tier, by: -1 | 1) => void;
  isFirst: boolean;
  isLast: boolean;
}) {
  const { tier } = props;
  const words = useMessages(messages);
  const format = useFormat();
  const counts = useOrgQuery(api.vip.counts, {});
  const currency = useOrgQuery(api.settings.get, {})?.currency ?? "USD";
  const archive = useOrgMutation(api.vip.archive);
  const undoable = useUndoable();
  const count = counts?.find(({ tierId }) => tierId === tier._id);
  const putAway = async (isArchived: boolean) => {
    try {
      await archive({ tierId: tier._id, isArchived });
      if (isArchived)
        undoable(words.wasArchived({ name: tier.name }), () =>
          archive({ tierId: tier._id, isArchived: false }),
        );
    } catch (error) {
      reportError(error);
    }
  };
  const people = count?.count ?? 0;
  return (
    <li className="tier-row">
      <button type="button" className="tier-name" onClick={() => props.onEdit(tier)}>
        <TierBadge tier={{ ...tier, description: "" }} />
        {tier.description !== "" && <span className="meta truncate">{tier.description}</span>}
      </button>
      <span className="tier-rule quiet">
        {tier.minLifetimeValue === null
          ? words.byHand
          : words.from({ amount: format.money(tier.minLifetimeValue, currency, { trimZeros: true }) })}
      </span>
      <span className="tier-people">
        {counts === undefined ? (
          <Skeleton width={80} />
        ) : (
          <>
            <span className="numeric">{words.people({ n: people, text: format.number(people) })}</span>
            {people > 0 && count!.averageLifetimeValue > 0 && (
              <span className="meta">
                {words.average({
                  amount: format.money(count!.averageLifetimeValue, currency, { trimZeros: true }),
                })}
              </span>
            )}
          </>
        )}
      </span>
      <Menu
        align="end"
        items={[
          { label: words.edit, onSelect: () => props.onEdit(tier) },
          ...(props.isFirst
            ? []
            : [
                {
                  label: words.up({ name: tier.name }),
                  icon: <ArrowUpIcon aria-hidden />,
                  onSelect: () => props.onStep(tier, -1),
                },
              ]),
          ...(props.isLast
            ? []
            : [
                {
                  label: words.down({ name: tier.name }),
                  icon: <ArrowDownIcon aria-hidden />,
                  onSelect: () => props.onStep(tier, 1),
                },
              ]),
          "line" as const,
          tier.isArchived
            ? { label: words.restore, onSelect: () => void putAway(false) }
            : { label: words.archive, onSelect: () => void putAway(true) },
        ]}
        trigger={(trigger) => (
          <IconButton {...trigger} label={words.actionsOf({ name: tier.name })}>
            <DotsHorizontalIcon aria-hidden />
          </IconButton>
        )}
      />
    </li>
  );
}

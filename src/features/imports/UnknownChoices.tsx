// Values in the file that a field of one's own does not offer, or tiers that are not here: to be added, or left out row by row.
import { useState } from "react";
import { useConvex } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { draftOf } from "../../../convex/fields/shape";
import { longestLabel, mostChoices } from "../../../convex/fields/words";
import { ownFieldKey } from "../../../convex/imports/fields";
import { longestTierName, mostTiers } from "../../../convex/loyalty/words";
import { fold } from "../../../convex/shared/text";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { Button } from "../../ui/Button";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { useMeaningWords } from "./Issues";
import { messages } from "./messages";
import type { UnknownChoices as Unknown } from "./reading/messages";

/** Values named one by one. */
const named = 12;

export function UnknownChoices({ unknown, onAdded }: { unknown: Unknown; onAdded: () => Promise<void> }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const meaning = useMeaningWords();
  const addChoices = useAddChoices(unknown.field);
  const addTiers = useAddTiers();
  const [busy, setBusy] = useState(false);
  const [isTooMany, setTooMany] = useState(false);
  const isTier = unknown.field === "tier";
  const mayAdd = org.can(isTier ? "vip:manage" : "fields:manage");
  const longest = isTier ? longestTierName : longestLabel;
  const addable = unknown.values.map(({ text }) => text).filter((text) => text.length <= longest);
  const add = async () => {
    setBusy(true);
    try {
      const added = await (isTier ? addTiers : addChoices)(addable);
      setTooMany(added < addable.length);
      await onAdded();
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  const rest = unknown.values.length - named;
  const left = isTier ? words.tiersLeft : words.choicesLeft;
  const ask = isTier ? words.tiersAsk : words.choicesAsk;
  const count = { n: addable.length };
  return (
    <div className="import-unknown">
      <div className="grow">
        <p>{isTier ? words.unknownTiers : words.unknownChoices({ field: meaning(unknown.field) ?? "" })}</p>
        <p className="quiet">
          {unknown.values
            .slice(0, named)
            .map(({ text, rows }) => `${text} (${format.number(rows)})`)
            .join(", ")}
          {rest > 0 && ` +${format.number(rest)}`}
        </p>
        <p className="meta">{mayAdd ? left : ask}</p>
        {isTooMany && (
          <p className="meta">{isTier ? words.tiersTooMany({ n: mostTiers }) : words.choicesTooMany}</p>
        )}
      </div>
      {mayAdd && addable.length > 0 && (
        <Button size="small" busy={busy} onClick={() => void add()}>
          {isTier ? words.addTiers(count) : words.addChoices(count)}
        </Button>
      )}
    </div>
  );
}

/** Adds as many as there is room for; tells how many these were. */
type Add = (texts: readonly string[]) => Promise<number>;

function useAddChoices(of: string): Add {
  const org = useOrg();
  const convex = useConvex();
  const update = useOrgMutation(api.fields.update);
  return async (texts) => {
    const { fields } = await convex.query(api.fields.manage, { orgId: org.orgId, entity: "customers" });
    const field = fields.find(({ key }) => key === ownFieldKey(of));
    // Taken away meanwhile: trying the file out again says so.
    if (field === undefined) return texts.length;
    const draft = draftOf(field, field.currency ?? "USD");
    const added = texts.slice(0, Math.max(0, mostChoices - draft.choices.length));
    const choices = [...draft.choices, ...added.map((label) => ({ label, color: "neutral" as const }))];
    await update({ entity: "customers", key: field.key, draft: { ...draft, choices } });
    return added.length;
  };
}

/** The most frequent first, so that what few have stands highest; a tier that was put away comes back. */
function useAddTiers(): Add {
  const org = useOrg();
  const convex = useConvex();
  const create = useOrgMutation(api.vip.create);
  const archive = useOrgMutation(api.vip.archive);
  return async (texts) => {
    const tiers = await convex.query(api.vip.list, { orgId: org.orgId });
    let room = mostTiers - tiers.length;
    let added = 0;
    for (const name of texts) {
      const known = tiers.find((tier) => fold(tier.name) === fold(name));
      if (known === undefined && room-- <= 0) continue;
      if (known === undefined) await create({ input: { name } });
      else if (known.isArchived) await archive({ tierId: known._id, isArchived: false });
      added += 1;
    }
    return added;
  };
}

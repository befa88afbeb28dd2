// Values in the file that a field of one's own does not offer: to be added to it, or left out row by row.
import { useState } from "react";
import { useConvex } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { draftOf } from "../../../convex/fields/shape";
import { longestLabel, mostChoices } from "../../../convex/fields/words";
import { ownFieldKey } from "../../../convex/imports/fields";
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
  const convex = useConvex();
  const meaning = useMeaningWords();
  const update = useOrgMutation(api.fields.update);
  const [busy, setBusy] = useState(false);
  const [isTooMany, setTooMany] = useState(false);
  const addable = unknown.values.filter(({ text }) => text.length <= longestLabel);
  const add = async () => {
    setBusy(true);
    try {
      const { fields } = await convex.query(api.fields.manage, { orgId: org.orgId, entity: "customers" });
      const key = ownFieldKey(unknown.field);
      const field = fields.find((one) => one.key === key);
      if (field === undefined) return;
      const draft = draftOf(field, field.currency ?? "USD");
      const room = Math.max(0, mostChoices - draft.choices.length);
      setTooMany(addable.length > room);
      const added = addable.slice(0, room).map(({ text }) => ({ label: text, color: "neutral" as const }));
      await update({
        entity: "customers",
        key: field.key,
        draft: { ...draft, choices: [...draft.choices, ...added] },
      });
      await onAdded();
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  const rest = unknown.values.length - named;
  return (
    <div className="import-unknown">
      <div className="grow">
        <p>{words.unknownChoices({ field: meaning(unknown.field) ?? "" })}</p>
        <p className="quiet">
          {unknown.values
            .slice(0, named)
            .map(({ text, rows }) => `${text} (${format.number(rows)})`)
            .join(", ")}
          {rest > 0 && ` +${format.number(rest)}`}
        </p>
        <p className="meta">{org.can("fields:manage") ? words.choicesLeft : words.choicesAsk}</p>
        {isTooMany && <p className="meta">{words.choicesTooMany}</p>}
      </div>
      {org.can("fields:manage") && addable.length > 0 && (
        <Button size="small" busy={busy} onClick={() => void add()}>
          {words.addChoices({ n: addable.length })}
        </Button>
      )}
    </div>
  );
}

// Fields that the organization of an archive has and this one has not: to be made as they are there, or left out.
import { useState } from "react";
import { useConvex } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { fold } from "../../../convex/shared/text";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { Button } from "../../ui/Button";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";
import { roundedNow } from "./roundedNow";
import type { Mapping } from "./useImport";

export function MissingFields({ state }: { state: Mapping }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const convex = useConvex();
  const create = useOrgMutation(api.fields.create);
  const [busy, setBusy] = useState(false);
  const { file, mapping } = state;
  const missing = file.ownFields.filter(
    ({ heading, draft }) =>
      mapping[file.headings.indexOf(heading)] === null &&
      !state.fields.some(({ label }) => fold(label) === fold(draft.label)),
  );
  if (missing.length === 0) return null;
  const mayAdd = org.can("fields:manage");
  const add = async () => {
    setBusy(true);
    const made = new Map<string, string>();
    try {
      for (const { heading, draft } of missing) {
        const { key } = await create({ entity: "customers", draft });
        made.set(heading, `custom.${key}`);
      }
    } catch (error) {
      reportError(error);
    }
    // What was made before one was refused is mapped all the same, once the page knows of it.
    await convex.query(api.imports.rules, { orgId: org.orgId, now: roundedNow() }).catch(reportError);
    state.change({ mapping: mapping.map((field, at) => made.get(file.headings[at]!) ?? field) });
    setBusy(false);
  };
  return (
    <div className="import-unknown">
      <div className="grow">
        <p>{words.missingFields}</p>
        <p className="quiet">{format.list(missing.map(({ draft }) => draft.label))}</p>
        <p className="meta">{mayAdd ? words.fieldsLeft : words.fieldsAsk}</p>
      </div>
      {mayAdd && (
        <Button size="small" busy={busy} onClick={() => void add()}>
          {words.addFields({ n: missing.length })}
        </Button>
      )}
    </div>
  );
}

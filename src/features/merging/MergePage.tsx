// Records of one person side by side: what differs first, a choice per field, the result at the right, live.
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Strategy } from "../../../convex/merging/strategy";
import { combineEverything } from "../../../convex/merging/strategy";
import { useOrg, useOrgMutation, useOrgQueryKept } from "../../data/org";
import { useKept } from "../../data/useKept";
import { useUndoable } from "../../data/useUndoable";
import { errorMessage } from "../../data/errorMessage";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { Page } from "../../ui/Page";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { AddRecord } from "./AddRecord";
import { FieldTable } from "./FieldTable";
import { messages } from "./messages";
import type { Preview } from "./preview";
import { WhatMoves } from "./WhatMoves";
import "./merging.css";

const contactFields = new Set(["phone", "secondaryPhone", "email"]);

export default function MergePage() {
  const words = useMessages(messages);
  const org = useOrg();
  const [search, setSearch] = useSearchParams();
  const ids = (search.get("records") ?? "").split(",").filter(Boolean);
  const setIds = (next: readonly string[]) => setSearch({ records: next.join(",") }, { replace: true });
  const add = (id: string) => setIds([...ids.filter((one) => one !== id), id]);
  return (
    <Page title={words.title} crumbs={[{ label: words.customers, to: org.path("customers") }]} layout="wide">
      {ids.length < 2 ? (
        <section className="merge-choose stack">
          <h2>{words.chooseTitle}</h2>
          <p className="quiet">{words.chooseBody}</p>
          <AddRecord known={ids} onAdd={add} isFirst />
        </section>
      ) : (
        <Compare ids={ids} onIds={setIds} onAdd={add} />
      )}
    </Page>
  );
}

function Compare(props: {
  ids: readonly string[];
  onIds: (ids: readonly string[]) => void;
  onAdd: (id: string) => void;
}) {
  const { ids, onIds } = props;
  const words = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const undoable = useUndoable();
  const merge = useOrgMutation(api.customers.merge);
  const undo = useOrgMutation(api.merges.undo);
  const propose = useOrgMutation(api.duplicates.propose);
  const mayMerge = org.can("customers:merge");
  const [choices, setChoices] = useState<Record<string, string>>({});
  const [strategy, setStrategy] = useState<Strategy>(combineEverything);
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const request = {
    primaryCustomerId: ids[0]!,
    secondaryCustomerIds: ids.slice(1),
    mergeStrategy: strategy,
    fieldChoices: choices,
  };
  // While the merge is under way its records are already gone: the page goes on showing what it showed.
  const live = useOrgQueryKept(api.merges.preview, busy ? "skip" : request);
  const preview = useKept(live, ids.join());

  /** Another phone or e-mail than the survivor's can only be chosen where the survivor's are not kept. */
  function choose(field: string, id: string) {
    const isOthers = id !== ids[0];
    if (isOthers && contactFields.has(field) && strategy.keepPrimaryContact)
      setStrategy({ ...strategy, keepPrimaryContact: false });
    setChoices({ ...choices, [field]: id });
  }
  function change(next: Strategy) {
    if (next.keepPrimaryContact) setChoices(withoutContacts(choices));
    setStrategy(next);
  }
  function survive(id: string) {
    setChoices(withoutContacts(choices));
    onIds([id, ...ids.filter((one) => one !== id)]);
  }
  function leaveOut(id: string) {
    setChoices(Object.fromEntries(Object.entries(choices).filter(([, from]) => from !== id)));
    onIds(ids.filter((one) => one !== id));
  }
  async function submit() {
    if (reason.trim() === "") return setMissing(true);
    setBusy(true);
    setProblem(null);
    try {
      if (!mayMerge) {
        const { primaryCustomerId, secondaryCustomerIds } = request;
        await propose({ primaryCustomerId, secondaryCustomerIds, reason });
        toast(words.proposed);
        void navigate(org.path(`customers/${primaryCustomerId}`), { replace: true });
        return;
      }
      const { customerId, mergeId } = await merge({ ...request, mergeReason: reason });
      const said = words.merged({ n: ids.length, name: nameOf(preview) });
      if (org.can("customers:unmerge")) undoable(said, () => undo({ mergeId }));
      else toast(said);
      void navigate(org.path(`customers/${customerId}`), { replace: true });
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  }

  if (preview === undefined) return <Shape />;
  return (
    <form
      className="merge stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="quiet">{words.intro}</p>
      <FieldTable
        preview={preview}
        choices={choices}
        onChoose={choose}
        onSurvive={survive}
        onLeaveOut={ids.length > 2 ? leaveOut : null}
      />
      <AddRecord known={ids} onAdd={props.onAdd} />
      <WhatMoves preview={preview} strategy={strategy} onChange={change} />
      <FormField
        label={words.reason}
        required
        help={words.reasonHelp}
        error={isMissing ? words.reasonNeeded : undefined}
      >
        <TextField
          value={reason}
          maxLength={500}
          placeholder={words.reasonPlaceholder}
          onChange={(event) => {
            setReason(event.target.value);
            setMissing(false);
          }}
        />
      </FormField>
      <div className="merge-foot">
        <FormActions problem={problem}>
          <Button onClick={() => void navigate(-1)}>{words.cancel}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={mayMerge && preview.conflicts.length > 0}
          >
            {mayMerge ? words.merge({ n: ids.length }) : words.propose}
          </Button>
        </FormActions>
      </div>
    </form>
  );
}

function withoutContacts(choices: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(choices).filter(([field]) => !contactFields.has(field)));
}

function nameOf(preview: Preview | undefined): string {
  const value = preview?.fields.find(({ field }) => field === "name")?.value as string | undefined;
  return value ?? preview?.records[0]?.name ?? "";
}

function Shape() {
  return (
    <div className="merge stack" aria-hidden>
      {Array.from({ length: 8 }, (_, line) => (
        <Skeleton key={line} width={`${50 + ((line * 17) % 45)}%`} />
      ))}
    </div>
  );
}

// What is agreed next with one customer: for the right column of its page.
import { useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { DateTimeField } from "../../ui/DateField";
import { Skeleton } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { readLocal, writeLocal } from "../../ui/store";
import { TextField } from "../../ui/TextField";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { morningIn } from "../interactions/entry";
import { FollowUpRow } from "./FollowUpRow";
import { messages } from "./messages";
import { useFollowUpDeeds } from "./useFollowUpDeeds";
import "./today.css";

export function CustomerFollowUpsPanel({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const list = useOrgQuery(api.followUps.ofCustomer, { customerId: customer._id });
  const deeds = useFollowUpDeeds(settings?.timeZone);
  /** "left": the form was closed, and its button has the focus again. */
  const [planning, setPlanning] = useState<"open" | "left" | null>(null);
  const isPlanning = planning === "open";
  const mayWrite = mayAdd(customer, org, "interactions:write");
  return (
    <div className="next-panel">
      {isPlanning && <PlanForm customerId={customer._id} onClose={() => setPlanning("left")} />}
      {list === undefined || settings === undefined ? (
        <Skeleton width="70%" />
      ) : list.open.length === 0 ? (
        !isPlanning && <p className="quiet">{words.none}</p>
      ) : (
        <ul className="due-list">
          {list.open.map((row) => (
            <FollowUpRow
              key={row._id}
              row={row}
              timeZone={settings.timeZone}
              deeds={deeds}
              inside
              showOwner
            />
          ))}
        </ul>
      )}
      {mayWrite && !isPlanning && (
        <Button
          look="ghost"
          size="small"
          icon={<PlusIcon aria-hidden />}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- gives the focus back to whoever leaves the form
          autoFocus={planning === "left"}
          onClick={() => setPlanning("open")}
        >
          {words.plan}
        </Button>
      )}
      {list?.hasMore && <p className="meta">{words.moreHere}</p>}
    </div>
  );
}

function PlanForm(props: { customerId: CustomerPartProps["customer"]["_id"]; onClose: () => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const create = useOrgMutation(api.followUps.create);
  const draftKey = `orbit.draft.followUp.${props.customerId}`;
  const [title, setTitle] = useState(() => readLocal(draftKey, ""));
  const [dueAt, setDueAt] = useState<number | null>(() => morningIn(1, Date.now()));
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  async function plan() {
    if (dueAt === null) return;
    setIsBusy(true);
    try {
      await create({ customerId: props.customerId, input: { title, dueAt } });
      writeLocal(draftKey, undefined);
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error, format.locale));
      setIsBusy(false);
    }
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc leaves it from whatever stands inside
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void plan();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        // The page would be left otherwise.
        event.stopPropagation();
        props.onClose();
      }}
    >
      <FormField label={words.what} required>
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus
          value={title}
          maxLength={200}
          onChange={(event) => {
            setTitle(event.target.value);
            writeLocal(draftKey, event.target.value || undefined);
          }}
        />
      </FormField>
      <FormField label={words.when} required>
        <DateTimeField value={dueAt} onChange={setDueAt} />
      </FormField>
      <FormActions problem={problem}>
        <Button size="small" onClick={props.onClose}>
          {words.close}
        </Button>
        <Button
          size="small"
          type="submit"
          look="primary"
          busy={isBusy}
          disabled={title.trim() === "" || dueAt === null}
        >
          {words.save}
        </Button>
      </FormActions>
    </form>
  );
}

// What a customer likes: known wishes as fields, others under their own names (CNS-08..11).
import { api } from "../../../convex/_generated/api";
import { useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Switch } from "../../ui/Switch";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { Section } from "../../ui/Page";
import { TagInput } from "../../ui/TagInput";
import type { OpenCustomer } from "../customers/openCustomer";
import { messages } from "./messages";
import { OtherWishes } from "./OtherWishes";

interface Known {
  dietary?: string[];
  travel_preferences?: { seat?: string; class?: string };
  smsReceipts?: boolean;
  emailReceipts?: boolean;
}

/** Names that the fields above and the server use. */
const taken = new Set([
  "dietary",
  "travel_preferences",
  "marketing_consent",
  "smsReceipts",
  "emailReceipts",
  "extra",
]);

export function Wishes({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const update = useOrgMutation(api.customers.update);
  const undo = useOrgMutation(api.history.undo);
  const undoable = useUndoable();
  // The consent has its own switch; a wish that is saved does not touch it.
  const { marketing_consent: _mirrored, ...wishes } = JSON.parse(customer.preferences) as Known &
    Record<string, unknown>;
  const { dietary = [], travel_preferences: travel = {}, smsReceipts, emailReceipts, ...others } = wishes;

  async function save(preferences: Record<string, unknown>, what: string) {
    const { auditId } = await update({
      customerId: customer._id,
      patch: { preferences: JSON.stringify(preferences) },
    });
    if (auditId !== null) undoable(what, () => undo({ auditId }));
  }
  const saveTravel = (part: "seat" | "class", what: string) => async (text: string) => {
    const next = Object.fromEntries(
      Object.entries({ ...travel, [part]: text.trim() }).filter(([, value]) => value !== ""),
    );
    await save({ ...wishes, travel_preferences: next }, what);
  };
  const field = (name: string) => ({
    field: `customer:${customer._id}.preferences.${name}`,
    by: customer.updatedByName,
    disabled: !customer.may.update,
    placeholder: words.empty,
  });
  return (
    <Section title={words.wishes} level={3}>
      <Fact label={words.dietary}>
        {customer.may.update ? (
          <TagInput
            aria-label={words.dietary}
            value={dietary}
            placeholder={words.dietaryHint}
            onChange={(next) => void save({ ...wishes, dietary: next }, words.dietary).catch(reportError)}
          />
        ) : (
          <span>{dietary.join(", ") || words.empty}</span>
        )}
      </Fact>
      <Fact label={words.seat}>
        <InlineEdit
          label={words.seat}
          value={travel.seat ?? ""}
          onSave={saveTravel("seat", words.seat)}
          {...field("seat")}
        />
      </Fact>
      <Fact label={words.travelClass}>
        <InlineEdit
          label={words.travelClass}
          value={travel.class ?? ""}
          onSave={saveTravel("class", words.travelClass)}
          {...field("class")}
        />
      </Fact>
      <Fact label={words.receipts}>
        <div className="stack">
          {(["emailReceipts", "smsReceipts"] as const).map((receipt) => (
            <Switch
              key={receipt}
              checked={(receipt === "emailReceipts" ? emailReceipts : smsReceipts) ?? false}
              disabled={!customer.may.update}
              onChange={(on) => void save({ ...wishes, [receipt]: on }, words[receipt]).catch(reportError)}
            >
              {words[receipt]}
            </Switch>
          ))}
        </div>
      </Fact>
      <OtherWishes
        wishes={others}
        taken={taken}
        mayChange={customer.may.update}
        onSave={(name, value) => save({ ...wishes, [name]: value }, name)}
        field={field}
      />
    </Section>
  );
}

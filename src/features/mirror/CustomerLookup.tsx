// Choosing a customer where the transition decides from which store: Orbit's own, or the older point of sale's (POS-19, PKG-06).
import { useCallback, useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { ownCustomerFlags, type FlagKey } from "../../../convex/flags/words";
import { useOrg, useOrgMutation, useOrgQuery, useOrgQueryKept } from "../../data/org";
import { useCreationTime, useLookupTime } from "../../hooks/useTransitionTimes";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { FormProblem } from "../../ui/FormProblem";
import { TextField } from "../../ui/TextField";
import { uiMessages } from "../../ui/messages";
import { CustomerOrNew } from "../customers/CustomerOrNew";
import { CustomerPicker, type CustomerPickerProps } from "../customers/CustomerPicker";
import { lookupMessages } from "./lookupMessages";
import "./lookup.css";

type Props = Omit<CustomerPickerProps, "onCreate" | "except">;

interface Awaited {
  legacyId: string;
  name: string;
}

/** Whether the screen behind the flag works with Orbit's own customers alone: they are looked for, and made, here. */
export function useOwnCustomers(part: FlagKey): boolean {
  const { flagsOff } = useOrg();
  return ownCustomerFlags(part).every((flag) => !flagsOff.includes(flag));
}

/** `part`: the flag of the screen it stands on. It, and those of search and of creating, decide live which store is used. */
export function CustomerLookup({ part, ...props }: Props & { part: FlagKey }) {
  const isOwn = useOwnCustomers(part);
  const searchesHere = [useFeatureFlag(part), useFeatureFlag("new-customer-search")].every(Boolean);
  return isOwn ? <CustomerOrNew {...props} /> : <OlderFlow {...props} searchesHere={searchesHere} />;
}

/** Somebody chosen or made in the point of sale is the customer they become here, as soon as they have. */
function OlderFlow({ searchesHere, ...props }: Props & { searchesHere: boolean }) {
  const words = useMessages(lookupMessages);
  const mayCreate = useOrg().can("customers:create");
  const { onChange } = props;
  const [newName, setNewName] = useState<string | null>(null);
  const [awaited, setAwaited] = useState<Awaited | null>(null);
  const arrive = useCallback(
    (option: ComboOption) => {
      onChange(option);
      setAwaited(null);
    },
    [onChange],
  );
  const creating = mayCreate ? { onCreate: setNewName } : {};
  return (
    <>
      {searchesHere ? (
        <CustomerPicker {...props} {...creating} />
      ) : (
        <LegacyPicker
          {...props}
          {...creating}
          onPick={(row) => {
            onChange(null);
            setAwaited(row);
          }}
        />
      )}
      <p className="meta" role="status">
        {awaited !== null ? (
          <Arriving awaited={awaited} onArrive={arrive} />
        ) : searchesHere ? (
          ""
        ) : (
          words.store
        )}
      </p>
      {newName !== null && (
        <NewThere
          name={newName}
          onMade={(made) => {
            setNewName(null);
            onChange(null);
            setAwaited(made);
          }}
          onClose={() => setNewName(null)}
        />
      )}
    </>
  );
}

/** Says that somebody is on the way, and tells when they have come. */
function Arriving({ awaited, onArrive }: { awaited: Awaited; onArrive: (option: ComboOption) => void }) {
  const words = useMessages(lookupMessages);
  const arrived = useOrgQuery(api.mirror.arrived, { legacyId: awaited.legacyId });
  useEffect(() => {
    if (!arrived) return;
    onArrive({ value: arrived.customerId, label: arrived.name, note: arrived.customerCode });
  }, [arrived, onArrive]);
  return words.arriving({ name: awaited.name });
}

function LegacyPicker({ onPick, ...props }: CustomerPickerProps & { onPick: (row: Awaited) => void }) {
  const words = useMessages(lookupMessages);
  const [text, setText] = useState<string | null>(null);
  const asked = text === null ? "skip" : { text };
  const rows = useOrgQueryKept(api.mirror.lookUp, asked);
  const answer = useOrgQuery(api.mirror.lookUp, asked);
  useLookupTime("older", text?.trim() ?? "", answer !== undefined);
  const { except: _except, ...passed } = props;
  return (
    <Combobox
      {...passed}
      placeholder={words.find}
      onSearch={setText}
      onChange={(option) => {
        const row = rows?.find(({ legacyId }) => legacyId === option?.value);
        if (row === undefined) props.onChange(null);
        else onPick(row);
      }}
      options={rows?.map((row) => ({
        value: row.legacyId,
        label: row.name,
        note: [row.legacyId, row.phone ?? row.email].filter(Boolean).join(" · "),
      }))}
    />
  );
}

/** Adds somebody to the point of sale; not a form of its own, because it stands inside one. */
function NewThere(props: { name: string; onMade: (made: Awaited) => void; onClose: () => void }) {
  const words = useMessages(lookupMessages);
  const ui = useMessages(uiMessages);
  const create = useOrgMutation(api.mirror.createThere);
  const isMade = useCreationTime("older");
  const [person, setPerson] = useState({ name: props.name, phone: "", email: "" });
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function add() {
    setBusy(true);
    try {
      const legacyId = await create({ input: person });
      isMade();
      props.onMade({ legacyId, name: person.name });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }
  return (
    <fieldset className="legacy-new">
      <legend className="meta">{words.newThere}</legend>
      {(["name", "phone", "email"] as const).map((field) => (
        <TextField
          key={field}
          aria-label={words[field]}
          placeholder={words[field]}
          type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
          value={person[field]}
          onChange={(event) => setPerson({ ...person, [field]: event.target.value })}
        />
      ))}
      {problem !== null && <FormProblem>{problem}</FormProblem>}
      <div className="row">
        <Button size="small" busy={isBusy} onClick={() => void add()}>
          {words.add}
        </Button>
        <Button size="small" look="ghost" onClick={props.onClose}>
          {ui.cancel}
        </Button>
      </div>
    </fieldset>
  );
}

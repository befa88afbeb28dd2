// Making a key: name, member, permissions, lifetime; afterwards the key, once.
import { useState } from "react";
import { CopyIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { apiScopes, scopeGroups, type ApiScope } from "../../../convex/apiKeys/scopes";
import { newKeyShape } from "../../../convex/apiKeys/shape";
import { apiOrigin } from "../../data/apiOrigin";
import { backendUrl } from "../../data/backend";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { apiMessages, scopeMessages } from "./messages";

const lifetimes = [30, 90, 365, null];

export default function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const words = useMessages(apiMessages);
  const org = useOrg();
  const members = useOrgQuery(api.customers.owners, {});
  const create = useOrgMutation(api.apiKeys.create);
  const [key, setKey] = useState<string | null>(null);
  const form = useZodForm(newKeyShape, {
    defaults: { name: "", scopes: ["customers:read"], userId: org.user._id, days: 365 },
  });
  if (key !== null) return <ShownKey value={key} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title={words.newKey} width={560}>
      <form
        className="stack"
        noValidate
        onSubmit={form.submit(async (input) => setKey((await create({ input })).key))}
      >
        <FormField label={words.name} required error={form.error("name")}>
          <TextField {...form.register("name")} placeholder={words.nameHint} />
        </FormField>
        <FormField label={words.member} help={words.memberHelp} error={form.error("userId")}>
          {form.control("userId", (field) => (
            <Select
              {...field}
              options={(members?.members ?? []).map(({ userId, name }) => ({ value: userId, label: name }))}
            />
          ))}
        </FormField>
        <FormField label={words.ends} error={form.error("days")}>
          {form.control("days", (field) => (
            <Select
              value={String(field.value)}
              onChange={(days) => field.onChange(days === "null" ? null : Number(days))}
              options={lifetimes.map((days) => ({
                value: String(days),
                label: days === null ? words.never : words.days({ n: days }),
              }))}
            />
          ))}
        </FormField>
        <FormField label={words.may} error={form.error("scopes")}>
          {form.control("scopes", (field) => (
            <Scopes value={field.value} onChange={field.onChange} />
          ))}
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {words.create}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

function Scopes({ value, onChange }: { value: readonly ApiScope[]; onChange: (scopes: ApiScope[]) => void }) {
  const words = useMessages(scopeMessages);
  const { everything, nothing } = useMessages(apiMessages);
  const hasAll = apiScopes.every((scope) => value.includes(scope));
  return (
    <div className="api-scopes-all">
      <Button size="small" onClick={() => onChange(hasAll ? [] : [...apiScopes])}>
        {hasAll ? nothing : everything}
      </Button>
      {scopeGroups.map(({ id, scopes }) => (
        <fieldset key={id} className="api-scopes-group">
          <legend>{words[id]}</legend>
          <div className="api-scopes">
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                checked={value.includes(scope)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...value, scope] : value.filter((each) => each !== scope))
                }
              >
                {words[scope]}
              </Checkbox>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

function ShownKey({ value, onClose }: { value: string; onClose: () => void }) {
  const words = useMessages(apiMessages);
  const [isCopied, setCopied] = useState(false);
  const curl = `curl ${apiOrigin(backendUrl())}/api/customers \\\n  -H "Authorization: Bearer ${value}"`;
  return (
    <Dialog open onClose={onClose} title={words.shownTitle} description={words.shownBody} width={560}>
      <div className="api-shown">
        <TextField
          readOnly
          aria-label={words.key}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          icon={<CopyIcon aria-hidden />}
          onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
        >
          {isCopied ? words.copied : words.copy}
        </Button>
      </div>
      <p className="meta">{words.try}</p>
      <pre className="api-curl">{curl}</pre>
      <FormActions>
        <Button look="primary" onClick={onClose}>
          {words.done}
        </Button>
      </FormActions>
    </Dialog>
  );
}

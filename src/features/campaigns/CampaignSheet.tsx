// Writing a campaign: what is sent, with which values, to whom; with the number of the audience and the text as one customer reads it.
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Group } from "../../../convex/customers/conditions";
import { isCustomerVariable } from "../../../convex/templates/rendering";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { fieldMessage } from "../../data/fieldMessage";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery, useOrgQueryKept } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { FormActions, FormField } from "../../ui/FormField";
import { LoadMore } from "../../ui/LoadMore";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import { ListFilters } from "../customers/ListFilters";
import { TemplatePreview } from "../templates/TemplatePreview";
import type { Campaign } from "./campaign";
import { messages } from "./messages";
import "./campaigns.css";

type Audience = Campaign["audience"];
const everybody: Audience = { kind: "filter", filters: {} };
const noConditions: Group = { match: "all", rules: [] };
const minute = 60_000;

export default function CampaignSheet({
  campaign,
  onSaved,
  onClose,
}: {
  campaign: Campaign | null;
  onSaved: (id: Id<"campaigns">) => void;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const locale = useLocale();
  const org = useOrg();
  const create = useOrgMutation(api.campaigns.create);
  const update = useOrgMutation(api.campaigns.update);
  const check = useOrgMutation(api.campaigns.check);
  const templates = useOrgPaginated(
    api.templates.list,
    { isActive: true, channel: "email" },
    { initialNumItems: 100, pageSize: 100 },
  );
  const [name, setName] = useState(campaign?.name ?? "");
  const [templateId, setTemplateId] = useState<Id<"messageTemplates"> | null>(campaign?.templateId ?? null);
  const [values, setValues] = useState<Record<string, string>>(campaign?.values ?? {});
  const [audience, setAudience] = useState<Audience>(campaign?.audience ?? everybody);
  const [saved, setSaved] = useState(campaign?._id ?? null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const template = useOrgQueryKept(api.templates.get, templateId === null ? "skip" : { templateId });
  const own = (template?.variables ?? []).filter((variable) => !isCustomerVariable(variable));

  async function save() {
    setErrors({});
    setProblem(null);
    if (templateId === null) return setErrors({ templateId: words.chooseTemplate });
    setBusy(true);
    const kept = Object.fromEntries(own.map((variable) => [variable, values[variable] ?? ""]));
    const input = { name, templateId, values: kept, audience };
    try {
      const id = saved ?? (await create({ input }));
      if (saved !== null) await update({ campaignId: id, input });
      // Kept as a draft whatever is said of it next: a second try changes it rather than adding another.
      setSaved(id);
      await check({ campaignId: id });
      onSaved(id);
    } catch (error) {
      const facts = factsOf(error);
      if (facts?.code === "VALIDATION_ERROR")
        setErrors(Object.fromEntries(facts.issues.map((issue) => [issue.path, fieldMessage(issue, locale)])));
      else setProblem(errorMessage(error, locale));
    } finally {
      setBusy(false);
    }
  }

  const options = (templates.rows ?? []).map((one) => ({ value: one._id, label: one.name }));
  const isListed = templateId === null || options.some(({ value }) => value === templateId);
  const isEmpty = templates.status === "Exhausted" && options.length === 0;
  return (
    <Sheet open modal onClose={onClose} title={campaign?.name ?? words.newCampaign}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FormField label={words.name} required error={errors["name"]} help={words.nameHelp}>
          <TextField maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        </FormField>
        <FormField label={words.template} required error={errors["templateId"]}>
          <Select
            value={templateId}
            placeholder={words.chooseTemplate}
            onChange={(value) => setTemplateId(value)}
            options={
              isListed || template === undefined
                ? options
                : [{ value: template._id, label: template.name }, ...options]
            }
          />
        </FormField>
        <LoadMore list={templates}>{words.more}</LoadMore>
        {isEmpty && (
          <p className="quiet">
            {words.noTemplates}{" "}
            <Link className="link" to={org.path("settings/templates")}>
              {words.writeTemplate}
            </Link>
          </p>
        )}
        {own.map((variable) => (
          <FormField
            key={variable}
            label={words.valueOf({ name: variable })}
            error={errors[`values.${variable}`]}
          >
            <TextField
              maxLength={500}
              value={values[variable] ?? ""}
              onChange={(event) => setValues({ ...values, [variable]: event.target.value })}
            />
          </FormField>
        ))}
        <AudienceField audience={audience} onChange={setAudience} error={errors["audience"]} />
        {template !== undefined && <TemplatePreview texts={template.texts} values={values} />}
        <FormActions problem={problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {campaign === null ? words.create : words.save}
          </Button>
        </FormActions>
      </form>
    </Sheet>
  );
}

/** All, a view, or conditions of its own; with their number, live. */
function AudienceField(props: {
  audience: Audience;
  onChange: (audience: Audience) => void;
  error: string | undefined;
}) {
  const words = useMessages(messages);
  const format = useFormat();
  const { audience, onChange } = props;
  const views = useOrgQuery(api.views.list, {});
  // Rounded, or the answer would never stay.
  const now = Math.floor(useNow() / minute) * minute;
  const where = audience.kind === "filter" ? audience.filters.where : undefined;
  const [isBuilding, setBuilding] = useState(where !== undefined);
  const chosen = audience.kind === "view" ? audience.viewId : isBuilding ? "filter" : "all";
  const isKnown = audience.kind === "filter" || views?.some(({ _id }) => _id === audience.viewId) === true;
  const size = useOrgQueryKept(api.campaigns.audienceSize, isKnown ? { audience, now } : "skip");
  const choose = (value: string) => {
    setBuilding(value === "filter");
    onChange(
      value === "all" || value === "filter" ? everybody : { kind: "view", viewId: value as Id<"savedViews"> },
    );
  };
  return (
    <>
      <FormField
        label={words.audience}
        error={props.error}
        help={
          size === undefined
            ? " "
            : size === null
              ? words.uncounted
              : words.counted({ n: size, text: format.number(size) })
        }
      >
        <Select
          value={chosen}
          onChange={choose}
          options={[
            { value: "all", label: words.everybody },
            ...(views ?? []).map(({ _id, name }) => ({ value: _id, label: words.viewOf({ name }) })),
            { value: "filter", label: words.ownFilter },
          ]}
        />
      </FormField>
      {isBuilding && (
        <div role="group" aria-label={words.filter}>
          <ListFilters
            where={where ?? noConditions}
            onChange={(next) =>
              onChange({ kind: "filter", filters: next.rules.length === 0 ? {} : { where: next } })
            }
            mine={false}
            groupBy={null}
            onUngroup={() => undefined}
          />
        </div>
      )}
    </>
  );
}

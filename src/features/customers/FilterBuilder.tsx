// Building a filter: conditions and groups of conditions, met all or any. Every change shows in the list at once.
import { useState } from "react";
import { Cross2Icon, PlusIcon } from "@radix-ui/react-icons";
import { isGroup, type Condition, type Group, type InnerGroup } from "../../../convex/customers/conditions";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Select } from "../../ui/Select";
import { filterMessages } from "./filterMessages";
import { firstValues, operatorsOf, quickFilters, withoutBlanks } from "./filterShapes";
import { FilterValue } from "./FilterValue";
import { sameGroup } from "./look";
import { useFilterWords, type FieldWords } from "./useFilterWords";

export default function FilterBuilder(props: {
  where: Group;
  mine: boolean;
  onChange: (where: Group) => void;
}) {
  const words = useMessages(filterMessages);
  const { fields, currency } = useFilterWords(props.mine);
  const { draft: where, change: onChange } = useDraft(props.where, props.onChange);
  const set = (rules: Group["rules"]) => onChange({ ...where, rules });
  const fresh = (): Condition => ({ field: "status", op: "is", values: [] });
  return (
    <div className="filter-builder">
      {where.rules.length === 0 ? (
        <section className="filter-quick" aria-label={words.quick}>
          <span className="meta">{words.quick}</span>
          <div className="row">
            {quickFilters(words, props.mine).map(({ label, rules }) => (
              <Button key={label} size="small" onClick={() => set(rules)}>
                {label}
              </Button>
            ))}
          </div>
        </section>
      ) : (
        <p className="row filter-match">
          <span className="quiet">{words.show}</span>
          <MatchSelect match={where.match} onChange={(match) => onChange({ ...where, match })} />
        </p>
      )}
      {where.rules.map((rule, index) => {
        const change = (next: Condition | InnerGroup | null) =>
          set(next === null ? where.rules.filter((_, at) => at !== index) : where.rules.with(index, next));
        return isGroup(rule) ? (
          // oxlint-disable-next-line react/no-array-index-key -- a condition has no other identity than its place
          <GroupRows key={index} group={rule} fields={fields} currency={currency} onChange={change} />
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- as above
          <ConditionRow key={index} condition={rule} fields={fields} currency={currency} onChange={change} />
        );
      })}
      <div className="row">
        <Button
          look="ghost"
          size="small"
          icon={<PlusIcon aria-hidden />}
          onClick={() => set([...where.rules, fresh()])}
        >
          {words.addCondition}
        </Button>
        <Button
          look="ghost"
          size="small"
          icon={<PlusIcon aria-hidden />}
          onClick={() =>
            set([...where.rules, { match: where.match === "all" ? "any" : "all", rules: [fresh(), fresh()] }])
          }
        >
          {words.addGroup}
        </Button>
      </div>
      {where.rules.length > 0 && <p className="meta filter-zone">{words.zone}</p>}
    </div>
  );
}

/** What is being built: conditions that say nothing yet live here only, not in the address. */
function useDraft(where: Group, onChange: (where: Group) => void) {
  const [draft, setDraft] = useState(where);
  const [seen, setSeen] = useState(where);
  if (!sameGroup(seen, where)) {
    setSeen(where);
    if (!sameGroup(withoutBlanks(draft), where)) setDraft(where);
  }
  const change = (next: Group) => {
    setDraft(next);
    onChange(withoutBlanks(next));
  };
  return { draft, change };
}

function MatchSelect(props: { match: Group["match"]; onChange: (match: Group["match"]) => void }) {
  const words = useMessages(filterMessages);
  return (
    <Select
      aria-label={words.show}
      value={props.match}
      onChange={props.onChange}
      options={[
        { value: "all", label: words.all },
        { value: "any", label: words.any },
      ]}
    />
  );
}

interface RowProps {
  fields: readonly FieldWords[];
  currency: string;
}

function GroupRows(props: RowProps & { group: InnerGroup; onChange: (group: InnerGroup | null) => void }) {
  const words = useMessages(filterMessages);
  const { group, onChange } = props;
  return (
    <fieldset className="filter-group">
      <div className="row">
        <MatchSelect match={group.match} onChange={(match) => onChange({ ...group, match })} />
        <span className="grow" />
        <IconButton size="small" label={words.removeGroup} onClick={() => onChange(null)}>
          <Cross2Icon aria-hidden />
        </IconButton>
      </div>
      {group.rules.map((rule, index) => (
        <ConditionRow
          // oxlint-disable-next-line react/no-array-index-key -- a condition has no other identity than its place
          key={index}
          condition={rule}
          fields={props.fields}
          currency={props.currency}
          onChange={(next) => {
            const rules =
              next === null ? group.rules.filter((_, at) => at !== index) : group.rules.with(index, next);
            onChange(rules.length === 0 ? null : { ...group, rules });
          }}
        />
      ))}
      <Button
        look="ghost"
        size="small"
        icon={<PlusIcon aria-hidden />}
        onClick={() =>
          onChange({ ...group, rules: [...group.rules, { field: "status", op: "is", values: [] }] })
        }
      >
        {words.addCondition}
      </Button>
    </fieldset>
  );
}

function ConditionRow(
  props: RowProps & { condition: Condition; onChange: (condition: Condition | null) => void },
) {
  const words = useMessages(filterMessages);
  const { condition, fields, currency, onChange } = props;
  const known = fields.find(({ id }) => id === condition.field);
  if (!known) return null;
  const operators = operatorsOf(known.field);
  return (
    <div className="filter-row">
      <Select
        aria-label={words.field}
        value={condition.field}
        onChange={(field) => {
          const next = fields.find(({ id }) => id === field)!;
          const op = operatorsOf(next.field)[0]!;
          onChange({ field, op, values: firstValues(next.field, op) });
        }}
        options={fields.map(({ id, label }) => ({ value: id as string, label }))}
      />
      <Select
        aria-label={words.comparison}
        value={condition.op}
        onChange={(op) => {
          const isSameShape = ["is", "isNot"].includes(op) && ["is", "isNot"].includes(condition.op);
          onChange({
            ...condition,
            op,
            values: isSameShape ? condition.values : firstValues(known.field, op),
          });
        }}
        options={operators.map((op) => ({ value: op, label: words[op === "is" ? "equals" : op] }))}
      />
      <div className="filter-value">
        <FilterValue condition={condition} known={known} currency={currency} onChange={onChange} />
      </div>
      <IconButton size="small" label={words.removeCondition} onClick={() => onChange(null)}>
        <Cross2Icon aria-hidden />
      </IconButton>
    </div>
  );
}

// Conditions in plain words, and the words there are to choose from.
import { useCallback, useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { isGroup, type Condition, type InnerGroup } from "../../../convex/customers/conditions";
import { filterFields, type FilterField, type FilterFieldId } from "../../../convex/customers/fields";
import {
  choosableStatuses,
  customerSources,
  customerStatuses,
  customerTypes,
} from "../../../convex/customers/words";
import { useFields } from "../fields/useFields";
import { fieldOfLeft } from "../../../convex/fields/leftovers";
import { ownFilters } from "../fields/ownFilters";
import { useOrg, useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { statusWord, typeWord } from "./badges";
import { filterMessages } from "./filterMessages";
import { messages } from "./messages";
import { sourceWord } from "./sources";

export interface FilterChoice {
  value: string;
  label: string;
}
export interface FieldWords {
  id: string;
  label: string;
  field: FilterField;
  /** Words to choose from; null where one types. */
  choices: readonly FilterChoice[] | null;
  /** Where it is not the organization's. */
  currency?: string | undefined;
}

export function useFilterWords(mine: boolean) {
  const list = useMessages(messages);
  const words = useMessages(filterMessages);
  const format = useFormat();
  const org = useOrg();
  const mayReadPeople = org.can("members:read");
  const owners = useOrgQuery(api.customers.owners, mayReadPeople ? {} : "skip");
  const teams = useOrgQuery(api.teams.list, mayReadPeople ? {} : "skip");
  const tags = useOrgQuery(api.customers.tags, org.can("tags:read") ? {} : "skip");
  const imports = useOrgQuery(api.imports.list, org.can("imports:run") ? {} : "skip");
  const tiers = useOrgQuery(api.vip.list, {});
  const settings = useOrgQuery(api.settings.get, {});
  const own = useFields();
  const seesDeleted = org.role === "admin" || org.role === "manager";

  const fields = useMemo<readonly FieldWords[]>(() => {
    const labels: Record<FilterFieldId, string> = {
      status: list.status,
      type: list.type,
      owner: list.owner,
      tag: list.tag,
      source: words.source,
      industry: words.industry,
      language: words.language,
      risk: list.risk,
      importJob: words.importJob,
      vip: words.vip,
      credit: words.credit,
      points: words.points,
      active: words.active,
      smsConsent: words.smsConsent,
      emailConsent: words.emailConsent,
      marketingConsent: words.marketingConsent,
      hasPhone: words.hasPhone,
      hasEmail: words.hasEmail,
      createdAt: list.created,
      dateJoined: words.dateJoined,
      lastContactAt: list.lastContact,
      nextFollowUpAt: list.nextFollowUp,
      lastVisitAt: list.lastVisit,
      totalVisits: list.visits,
      lifetimeValue: list.value,
      leadScore: words.leadScore,
    };
    const risks = { low: list.riskLow, medium: list.riskMedium, high: list.riskHigh };
    const choices: Partial<Record<FilterFieldId, FilterChoice[]>> = {
      status: (seesDeleted ? customerStatuses : choosableStatuses).map((value) => ({
        value,
        label: statusWord(list, value),
      })),
      type: customerTypes.map((value) => ({ value, label: typeWord(list, value) })),
      source: customerSources.map((value) => ({ value, label: sourceWord(value) })),
      language: [
        { value: "en", label: words.english },
        { value: "ru", label: words.russian },
      ],
      risk: (["low", "medium", "high"] as const).map((value) => ({ value, label: risks[value] })),
      tag: (tags?.tags ?? []).map((tag) => ({ value: tag, label: tag })),
      owner: [
        { value: "me", label: list.me },
        ...(owners?.members ?? []).map(({ userId, name }) => ({ value: userId as string, label: name })),
        ...(teams ?? []).map(({ _id, name }) => ({ value: `team:${_id}`, label: words.team({ name }) })),
      ],
      vip: (tiers ?? []).toReversed().map(({ _id, name }) => ({ value: _id as string, label: name })),
      importJob: (imports ?? []).flatMap(({ import: one, job }) =>
        job === null ? [] : [{ value: job._id as string, label: one.name ?? one.fileName }],
      ),
    };
    const ownFields = [...ownFilters(own)].flatMap(([id, field]): FieldWords[] => {
      const of = fieldOfLeft(id);
      const defined = own.find(({ key }) => key === (of ?? id))!;
      if (of !== null) {
        return [{ id, label: words.didNotFit({ label: defined.label }), field, choices: null }];
      }
      // A link to another customer is looked up by id: nothing that a person would type.
      if (defined.type === "relation" && defined.target !== "members") return [];
      const offered =
        defined.type === "relation"
          ? (owners?.members ?? []).map(({ userId, name }) => ({ value: userId as string, label: name }))
          : (defined.choices?.map((choice) => ({ value: choice.id, label: choice.label })) ?? null);
      return [{ id, label: defined.label, field, choices: offered, currency: defined.currency }];
    });
    const standard = (Object.keys(filterFields) as FilterFieldId[])
      .filter(
        (id) =>
          (id !== "owner" || (mayReadPeople && !mine)) &&
          (id !== "importJob" || org.can("imports:run")) &&
          ((id !== "credit" && id !== "points") || org.can("credit:read")),
      )
      .map((id) => ({ id, label: labels[id], field: filterFields[id], choices: choices[id] ?? null }));
    return [...standard, ...ownFields];
  }, [list, words, owners, teams, tags, imports, tiers, seesDeleted, mayReadPeople, mine, org, own]);

  const currency = settings?.currency ?? "USD";
  const dayWord = useCallback(
    (text: string): string => {
      const relative = /^today(?:([+-])(\d+))?$/.exec(text);
      if (relative === null) return format.day(text);
      const n = Number(relative[2] ?? 0);
      if (n === 0) return words.today;
      return relative[1] === "-" ? words.daysAgo({ n }) : words.inDays({ n });
    },
    [words, format],
  );

  const conditionWords = useCallback(
    ({ field: id, op, values }: Condition): { label: string; is: string; value: string } => {
      const known = fields.find((one) => one.id === id);
      const label = known?.label ?? id;
      if (op === "empty" || op === "filled") return { label, is: words[op], value: "" };
      const said = values.map((value): string => {
        if (typeof value === "boolean") return value ? words.yes : words.no;
        if (typeof value === "number")
          return known?.field.money
            ? format.money(value, known.currency ?? currency, { trimZeros: true })
            : format.number(value);
        if (op === "within") return periodWord(words, value);
        if (known?.field.kind === "day") return dayWord(value);
        return known?.choices?.find((choice) => choice.value === value)?.label ?? value;
      });
      const shown = said.length > 3 ? [`${said[0]} +${format.number(said.length - 1)}`] : said;
      return { label, is: words[op], value: shown.join(op === "between" ? words.and : words.or) };
    },
    [fields, words, format, dayWord, currency],
  );

  const ruleWords = useCallback(
    (rule: Condition | InnerGroup): string => {
      const sentence = (one: Condition) => {
        const { label, is, value } = conditionWords(one);
        return [label, is, value].filter(Boolean).join(" ");
      };
      if (!isGroup(rule)) return sentence(rule);
      return words.group({
        words: rule.rules.map(sentence).join(rule.match === "all" ? words.and : words.or),
      });
    },
    [conditionWords, words],
  );

  return { fields, conditionWords, ruleWords, currency };
}

type Words = ReturnType<typeof useMessages<(typeof filterMessages)["en"]>>;

export function periodWord(words: Words, period: string): string {
  const counted = /^(past|next):(\d+)$/.exec(period);
  if (counted) return words[counted[1] as "past" | "next"]({ n: Number(counted[2]) });
  const said: unknown = words[period as "today"];
  return typeof said === "string" ? said : period;
}

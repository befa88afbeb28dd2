// The list's filters: as chips for people, as arguments for the server.
import { useMemo } from "react";
import type { FunctionArgs } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { choosableStatuses, customerStatuses, customerTypes } from "../../../convex/customers/words";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import type { Filter, FilterValues } from "../../ui/FilterBar";
import { statusWord, typeWord } from "./badges";
import { messages } from "./messages";

export const filterIds = ["status", "type", "owner", "tag", "record"] as const;

type CustomerFilters = NonNullable<FunctionArgs<typeof api.customers.list>["filters"]>;

/** Values from the address are checked: an old or hand-made link must not break the page. */
export function toFilters(values: FilterValues, mine: boolean): CustomerFilters {
  const statuses = customerStatuses.filter((status) => values["status"]?.includes(status));
  const types = customerTypes.filter((type) => values["type"]?.includes(type));
  const owners = mine ? ["me"] : (values["owner"] ?? []);
  const tag = values["tag"]?.[0];
  const record = values["record"]?.[0];
  return {
    ...(statuses.length > 0 ? { statuses } : {}),
    ...(types.length > 0 ? { types } : {}),
    ...(owners.length > 0 ? { owners: [...owners] } : {}),
    ...(tag === undefined ? {} : { tag }),
    ...(record === "on" || record === "off" ? { isActive: record === "on" } : {}),
  };
}

/** The chips on offer. People and tags load after the list itself. */
export function useCustomerFilters(mine: boolean): readonly Filter[] {
  const words = useMessages(messages);
  const org = useOrg();
  const owners = useOrgQuery(api.customers.owners, org.can("members:read") && !mine ? {} : "skip");
  const tags = useOrgQuery(api.customers.tags, {});
  const seesDeleted = org.role === "admin" || org.role === "manager";
  return useMemo(() => {
    const statuses = seesDeleted ? customerStatuses : choosableStatuses;
    const all: (Filter | null)[] = [
      {
        id: "status",
        label: words.status,
        multiple: true,
        options: statuses.map((value) => ({ value, label: statusWord(words, value) })),
      },
      {
        id: "type",
        label: words.type,
        multiple: true,
        options: customerTypes.map((value) => ({ value, label: typeWord(words, value) })),
      },
      mine
        ? null
        : {
            id: "owner",
            label: words.owner,
            multiple: true,
            options: [
              { value: "me", label: words.me },
              { value: "none", label: words.nobody },
              ...(owners?.members ?? [])
                .filter(({ userId }) => userId !== org.user._id)
                .map(({ userId, name }) => ({ value: userId as string, label: name })),
            ],
          },
      tags === undefined || tags.tags.length === 0
        ? null
        : { id: "tag", label: words.tag, options: tags.tags.map((tag) => ({ value: tag, label: tag })) },
      {
        id: "record",
        label: words.record,
        options: [
          { value: "on", label: words.recordOn },
          { value: "off", label: words.recordOff },
        ],
      },
    ];
    return all.filter((filter) => filter !== null);
  }, [words, owners, tags, mine, seesDeleted, org.user._id]);
}

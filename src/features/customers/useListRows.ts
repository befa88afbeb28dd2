// What the list shows: the rows that its view or its search asks for, how many there are, and what is to be said of them.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { isRelative } from "../../../convex/customers/conditions";
import { useAsksFirst } from "../../data/firstAnswers";
import { useOrg } from "../../data/org";
import { useCustomers, type CustomerList } from "../../hooks/useCustomers";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { useNow } from "../../ui/clock";
import { sortOf } from "./columns";
import { withoutBlanks } from "./filterShapes";
import { groupings, type Look } from "./look";
import { messages } from "./messages";
import { useCustomerCount } from "./useCustomerCount";
import { useFound, type Found } from "./useFound";
import { useGroups } from "./useGroups";
import { useLeaveWalk } from "./walk";

const hourMs = 3_600_000;
const none: ReadonlySet<string> = new Set();

interface Asked {
  /** Of the list; two lists are never taken for each other. */
  name: string;
  /** Only what belongs to this person. */
  mine: boolean;
  /** False while it is not yet known what the view asks for. */
  isReady: boolean;
  look: Look;
  /** Searched for; the best matches come instead of the view's order and groups. */
  text: string;
  /** What of a customer is shown (columnFields.ts). */
  fields: string[];
}

export function useListRows({ name, mine, isReady, look, text, fields }: Asked) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const isSearch = text.trim() !== "";

  // "Today" moves by the hour: answers stay the same in between, and live pages need not be asked anew.
  const hour = Math.floor(useNow() / hourMs) * hourMs;
  const whereKey = JSON.stringify(look.where);
  const filters = useMemo(
    () => {
      const where = withoutBlanks(look.where);
      return {
        ...(mine ? { owners: ["me"] } : {}),
        ...(where.rules.length === 0 ? {} : { where, ...(isRelative(where) ? { now: hour } : {}) }),
      };
    },
    // The key stands for the conditions, which are new objects at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [whereKey, mine, hour],
  );
  const sort = sortOf(look.sort.column) ?? "name";
  const order = look.sort.direction;
  // Within the groups of a sort by status or owner, customers go by name.
  const listArgs = useMemo(
    () => ({ sort, order: sortOf(look.sort.column) === null ? ("asc" as const) : order }),
    [sort, order, look.sort.column],
  );
  const sortedBy = groupings.find((one) => one === look.sort.column) ?? null;
  const groups = useGroups(
    isSearch ? null : (look.groupBy ?? sortedBy),
    isSearch || !isReady ? "skip" : filters,
    { isHidden: look.groupBy === null, isReversed: look.groupBy === null && order === "desc" },
  );
  const pages = useCustomers(listArgs, groups.runs, fields);
  const found = useFound(text, filters, fields);
  const { count, sofar } = useCustomerCount(isSearch || !isReady ? "skip" : filters, pages.rows);
  const isSteady = !isSearch && isReady && filters.now === undefined;
  useAsksFirst(api.customers.count, isSteady ? { filters, orgId: org.orgId } : "skip");
  const rows = isSearch ? found?.rows : pages.rows;
  useLeaveWalk(rows, listArgs, isSearch ? null : pages.following);

  return {
    isSearch,
    isFiltered: isSearch || look.where.rules.length > 0,
    /** The hour that relative conditions are reckoned from, epoch ms. */
    hour,
    filters,
    listArgs,
    rows,
    /** What of a customer the rows have: fewer than is asked for while that is on its way. */
    fields: (isSearch ? found : pages)?.fields ?? none,
    status: isSearch ? (found ? ("Exhausted" as const) : ("LoadingFirstPage" as const)) : pages.status,
    loadMore: pages.loadMore,
    sections: isSearch ? undefined : groups.sectionsOf(pages.counts),
    /** Of all that match; undefined while it is not known, and for a search. */
    count,
    /** Of the rows that can be scrolled to. */
    total: isSearch ? found?.rows.length : count,
    /** Beside the title, in words. */
    counted: isSearch ? foundWords(words, found) : countWords(words, format, count, sofar),
    note: isSearch ? searchNote(words, found) : skimNote(words, format, pages.skimmed),
    /** Another one for each other list. */
    key: JSON.stringify([org.orgId, name, filters, listArgs, look.groupBy, text]),
  };
}

type Words = (typeof messages)["en"];
type Format = ReturnType<typeof useFormat>;

function foundWords(words: Words, found: Found | undefined): string | undefined {
  if (found === undefined) return undefined;
  return found.isComplete ? words.found({ n: found.rows.length }) : words.best({ n: found.rows.length });
}

function countWords(
  words: Words,
  format: Format,
  count: number | undefined,
  sofar: number | null,
): string | undefined {
  if (sofar !== null) return words.counting({ n: format.number(sofar) });
  return count === undefined ? undefined : format.number(count);
}

/** What is to be said of a search whose matches are not quite what was typed. */
function searchNote(words: Words, found: Found | undefined): string | undefined {
  if (found?.instead) return words.instead({ text: found.instead });
  const isGuessed =
    found !== undefined && found.found.length > 0 && found.found.every(({ isGuess }) => isGuess);
  return isGuessed ? words.onlyAlike : undefined;
}

/** How far a list that no index answers has been looked through. */
function skimNote(words: Words, format: Format, skimmed: CustomerList["skimmed"]): string | undefined {
  if (skimmed === null) return undefined;
  const looked = format.number(skimmed.looked);
  return skimmed.among === null
    ? words.looked({ n: looked })
    : words.lookedOf({ n: looked, of: format.number(skimmed.among) });
}

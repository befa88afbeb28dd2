// What each person did in a period: everybody's numbers, live, sorted by any of them; a row opens the lists behind it.
import { Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { DownloadIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { csvHead, csvRows } from "../../../convex/exports/csv";
import type { PersonNumbers } from "../../../convex/performance/people";
import type { Period } from "../../../convex/performance/period";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useToday } from "../../hooks/useToday";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable, type Sort } from "../../ui/DataTable";
import { DateField } from "../../ui/DateField";
import { EmptyState } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { saveText } from "../../ui/saveText";
import { Select } from "../../ui/Select";
import { Segmented } from "../../ui/Tabs";
import { later } from "../../ui/later";
import { useIsPhone } from "../../ui/useMedia";
import { useTableView } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { messages } from "./messages";
import { peopleColumns, phoneRow, type PeopleColumn } from "./peopleColumns";
import { periodChoices, periodOf, type PeriodChoice } from "./period";
import "./people.css";

const PersonSheet = later(() => import("./PersonSheet"));

/** As many as the server gives at once. */
const pageSize = 25;
const everyTeam = "";

export default function PeoplePage() {
  const words = useMessages(messages);
  const format = useFormat();
  const today = useToday();
  const [search, setAddress] = useAddress();
  const period = today === undefined ? undefined : periodOf(search, today);
  const people = usePeople(period);
  const team = search.get("team") ?? everyTeam;
  const columns = useMemo(() => peopleColumns(words, format), [words, format]);
  const view = useTableView<PersonNumbers>("people", columns);
  const [sort, setSort] = useState<Sort>({ column: "revenue", direction: "desc" });
  const rows = useMemo(
    () => people && sorted(ofTeam(people, team), columns, sort, format.compare),
    [people, team, columns, sort, format],
  );
  const isPhone = useIsPhone();
  const choosing = {
    value: period?.choice ?? "past30",
    onChange: (choice: PeriodChoice) =>
      setAddress({
        period: choice === "past30" ? null : choice,
        from: choice === "custom" && period ? period.from : null,
        to: choice === "custom" && period ? period.to : null,
      }),
    options: periodChoices.map((value) => ({ value, label: words[value] })),
  };
  const openId = search.get("person");
  const open = rows?.find(({ userId }) => userId === openId);
  const download = () => {
    const shown = view.columns.flatMap(({ id }) => columns.find((column) => column.id === id)!.file);
    const head = csvHead(
      shown.map(({ heading }) => heading),
      true,
    );
    const lines = (rows ?? []).map((person) => shown.map(({ cell }) => cell(person)));
    saveText(words.fileName(period!), head + csvRows(lines, "UTC"));
  };
  return (
    <Page
      title={words.title}
      {...(rows && rows.length > 1 && { count: format.number(rows.length) })}
      actions={
        <Button
          icon={<DownloadIcon aria-hidden />}
          disabled={rows === undefined || rows.length === 0}
          onClick={download}
        >
          {words.download}
        </Button>
      }
      toolbar={
        <>
          {isPhone ? (
            <span className="people-choice">
              <Select aria-label={words.period} {...choosing} />
            </span>
          ) : (
            <Segmented label={words.period} {...choosing} />
          )}
          {period?.choice === "custom" && (
            <span className="people-days">
              <DateField
                aria-label={words.from}
                value={period.from}
                max={period.to}
                onChange={(from) => setAddress({ from, to: period.to })}
              />
              <DateField
                aria-label={words.to}
                value={period.to}
                min={period.from}
                onChange={(to) => setAddress({ from: period.from, to })}
              />
            </span>
          )}
          <TeamChoice team={team} onChoose={(next) => setAddress({ team: next })} />
          <div className="toolbar-end">
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={rows}
        rowId={rowId}
        onOpen={useCallback(({ userId }: PersonNumbers) => setAddress({ person: userId }), [setAddress])}
        openId={openId}
        sort={sort}
        onSort={setSort}
        phoneRow={useMemo(() => phoneRow(words, format), [words, format])}
        resetKey={`${period?.from ?? ""}${period?.to ?? ""}${team}`}
        empty={
          team === everyTeam ? (
            <EmptyState title={words.emptyTitle}>{words.empty}</EmptyState>
          ) : (
            <EmptyState title={words.noTeam} />
          )
        }
      />
      <Suspense>
        {open && period && (
          <PersonSheet
            key={open.userId}
            person={open}
            period={period}
            onClose={() => setAddress({ person: null })}
          />
        )}
      </Suspense>
    </Page>
  );
}

const rowId = ({ userId }: PersonNumbers) => userId;

/** All of them, because a sort needs all; undefined until the last page is here. */
function usePeople(period: Period | undefined): readonly PersonNumbers[] | undefined {
  const list = useOrgPaginated(
    api.performance.people,
    period === undefined ? "skip" : { from: period.from, to: period.to },
    { initialNumItems: pageSize, pageSize },
  );
  const { status, loadMore } = list;
  useEffect(() => {
    if (status === "CanLoadMore") loadMore();
  }, [status, loadMore]);
  return status === "Exhausted" || list.isStale ? list.rows : undefined;
}

function ofTeam(people: readonly PersonNumbers[], team: string): readonly PersonNumbers[] {
  return team === everyTeam ? people : people.filter(({ teamId }) => teamId === team);
}

function sorted(
  people: readonly PersonNumbers[],
  columns: readonly PeopleColumn[],
  { column, direction }: Sort,
  compare: (a: string, b: string) => number,
): readonly PersonNumbers[] {
  const sortBy = columns.find(({ id }) => id === column)?.sortBy ?? (({ name }: PersonNumbers) => name);
  const sign = direction === "asc" ? 1 : -1;
  return people.toSorted((a, b) => {
    const [x, y] = [sortBy(a), sortBy(b)];
    if (x === null || y === null) return x === y ? compare(a.name, b.name) : x === null ? 1 : -1;
    const order = typeof x === "string" ? compare(x, String(y)) : x - Number(y);
    return sign * order || compare(a.name, b.name);
  });
}

/** Absent where there are no teams, or one sees only one's own row. */
function TeamChoice({ team, onChoose }: { team: string; onChoose: (team: string | null) => void }) {
  const words = useMessages(messages);
  const org = useOrg();
  const leads = org.role === "admin" || org.role === "manager";
  const teams = useOrgQuery(api.teams.list, leads ? {} : "skip");
  if (teams === undefined || teams.length === 0) return null;
  return (
    <span className="people-choice">
      <Select
        aria-label={words.team}
        value={team}
        onChange={(next) => onChoose(next === everyTeam ? null : next)}
        options={[
          { value: everyTeam, label: words.everyTeam },
          ...teams.map(({ _id, name }) => ({ value: _id as string, label: name })),
        ]}
      />
    </span>
  );
}

// The design page's surfaces: type, tables, states, charts.
import { useEffect, useState, type ReactNode } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { BarChart } from "../../charts/BarChart";
import { TrendChart } from "../../charts/TrendChart";
import type { ChartPoint } from "../../charts/chart";
import { Avatar } from "../../ui/Avatar";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { DataTable } from "../../ui/DataTable";
import { EmptyState, ErrorState, ProgressBar, Skeleton } from "../../ui/Feedback";
import { FileDrop } from "../../ui/FileDrop";
import { FilterBar, type FilterValues } from "../../ui/FilterBar";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Figure } from "../../ui/Page";
import { Segmented, Tabs } from "../../ui/Tabs";
import { useTableView } from "../../ui/tableView";
import { DateText, DayText, MoneyText, NumberText, PhoneLink } from "../../ui/Values";
import { useFormat } from "../../i18n/format";
import { sampleColumns, sampleHref, samplePhoneRow, sampleRowId, sampleRows } from "./fixture";

const TWO_HOURS_AGO = Date.now() - 7_500_000;
const ROLES = ["positive", "warning", "danger", "info", "neutral", "live"];

export function Typography() {
  return (
    <div className="stack">
      <div className="figures">
        <Figure label="Customers" hint="All customers that are not deleted">
          <NumberText value={2104} />
        </Figure>
        <Figure label="New this month" note="12 more than in May">
          <NumberText value={86} />
        </Figure>
        <Figure label="Lifetime value">
          <MoneyText minor={128_490_050} currency="USD" compact />
        </Figure>
        <Figure label="Due follow-ups">
          <NumberText value={7} />
        </Figure>
      </div>
      <p className="title">Page title, 20 px. Страница клиента</p>
      <p className="figure">1,284,900.50</p>
      <p>Tables and forms, 13 px. Съешь ещё этих мягких французских булок.</p>
      <p className="prose">
        Prose, 14 px and under 72 characters a line. The customer is the centre; everything else orbits it,
        and the data is the interface.
      </p>
      <p className="meta">
        Meta, 12 px, with{" "}
        <a className="link" href="/design">
          a link
        </a>
      </p>
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        {ROLES.map((role) => (
          <span
            key={role}
            style={{
              padding: "6px 12px",
              borderRadius: 6,
              background: `var(--${role}-bg)`,
              color: `var(--${role}-text)`,
            }}
          >
            {role}
          </span>
        ))}
      </div>
    </div>
  );
}

export function Tables() {
  const view = useTableView("design.small", sampleColumns);
  const [values, setValues] = useState<FilterValues>({ status: ["active"], risk: ["high", "medium", "low"] });
  const [state, setState] = useState<"full" | "loading" | "empty" | "growing">("full");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(["2"]));
  const [from, setFrom] = useState(400);
  useEffect(() => {
    if (state !== "growing") return;
    const timer = setInterval(() => setFrom((index) => Math.max(0, index - 1)), 1500);
    return () => clearInterval(timer);
  }, [state]);
  const rows =
    state === "loading"
      ? undefined
      : state === "empty"
        ? []
        : state === "growing"
          ? sampleRows.slice(from)
          : sampleRows;
  return (
    <div className="stack">
      <div className="row" style={{ flexWrap: "wrap" }}>
        <FilterBar
          filters={[
            {
              id: "status",
              label: "Status",
              options: [
                { value: "active", label: "Active" },
                { value: "lead", label: "Lead" },
              ],
            },
            {
              id: "risk",
              label: "Churn risk",
              multiple: true,
              options: [
                { value: "high", label: "High" },
                { value: "medium", label: "Medium" },
                { value: "low", label: "Low" },
              ],
            },
            { id: "owner", label: "Owner", options: [{ value: "me", label: "Me" }] },
          ]}
          values={values}
          onChange={setValues}
        />
        <span className="grow" />
        <Segmented
          label="State"
          value={state}
          onChange={setState}
          options={[
            { value: "full", label: "Full" },
            { value: "growing", label: "Growing" },
            { value: "loading", label: "Loading" },
            { value: "empty", label: "Empty" },
          ]}
        />
      </div>
      <div style={{ height: 400, display: "flex" }}>
        <DataTable
          label="Sample customers"
          view={view}
          rows={rows}
          rowId={sampleRowId}
          href={sampleHref}
          status={state === "loading" ? "LoadingFirstPage" : "Exhausted"}
          sort={{ column: "lastContact", direction: "desc" }}
          onSort={() => undefined}
          selected={selected}
          onSelect={setSelected}
          selectionBar={
            <Button look="ghost" size="small">
              Assign
            </Button>
          }
          phoneRow={samplePhoneRow}
          empty={<Empty />}
        />
      </div>
      <Tabs
        label="Tabs"
        tabs={[
          { id: "one", label: "Timeline", content: () => <p>The first tab needs no address.</p> },
          { id: "two", label: "Quotes", count: 3, content: () => <p>The second is ?tab=two.</p> },
        ]}
      />
    </div>
  );
}

function Empty() {
  return (
    <EmptyState
      title="Customers live here"
      actions={
        <>
          <Button look="primary" icon={<PlusIcon aria-hidden />}>
            Add the first customer
          </Button>
          <Button>Import a file</Button>
        </>
      }
      picture={sampleRows.slice(0, 3).map((row) => (
        <div key={row.id} className="row" style={{ height: 36 }}>
          <Avatar name={row.name} />
          <span className="truncate grow">{row.name}</span>
          <StatusBadge role={row.role}>{row.status}</StatusBadge>
        </div>
      ))}
    >
      Everyone you sell to, with what was said, quoted and promised.
    </EmptyState>
  );
}

export function Live() {
  const [value, setValue] = useState(4_200_000);
  const [name, setName] = useState("Alma Reyes");
  return (
    <div className="stack">
      <div className="row">
        <LiveValue value={value} by="Tom Alder">
          <MoneyText minor={value} currency="USD" />
        </LiveValue>
        <Button size="small" onClick={() => setValue(value + 125_000)}>
          Somebody else changes it
        </Button>
      </div>
      <div style={{ maxWidth: 420 }}>
        <Fact label="Name">
          <InlineEdit
            label="Name"
            value={name}
            check={(text) => (text === "" ? "Enter a name" : undefined)}
            onSave={async (text) => {
              await new Promise((resolve) => setTimeout(resolve, 300));
              setName(text);
            }}
          />
        </Fact>
        <Fact label="Always fails">
          <InlineEdit
            label="Always fails"
            value="Old value"
            onSave={() =>
              Promise.reject(
                new Error("Somebody changed this meanwhile. Look at the new value and save again."),
              )
            }
          />
        </Fact>
        <Fact label="Empty">
          <InlineEdit label="Empty" value="" onSave={() => undefined} />
        </Fact>
        <Fact label="Read only">
          <InlineEdit label="Read only" value="CUS-001" disabled onSave={() => undefined} />
        </Fact>
      </div>
      <Inline>
        <DateText at={TWO_HOURS_AGO} /> · <DateText at={Date.UTC(2026, 0, 2)} style="day" /> ·{" "}
        <DayText day="2026-02-28" /> · <NumberText value={1_234_567} /> ·{" "}
        <NumberText value={1_234_567} compact /> · <MoneyText minor={99_900} currency="KZT" display="code" />{" "}
        · <MoneyText minor={1500} currency="JPY" /> · <PhoneLink phone="+529981234567" whatsapp />
      </Inline>
    </div>
  );
}

const Inline = ({ children }: { children: ReactNode }) => (
  <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>{children}</div>
);

export function States() {
  return (
    <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(320px, 1fr))", gap: 24 }}>
      <Empty />
      <ErrorState title="This list could not be loaded" id="a1b2c3d4" onRetry={() => undefined}>
        The server did not answer in time. Try again in a moment.
      </ErrorState>
      <div className="stack" style={{ justifyContent: "center" }}>
        <ProgressBar value={0.42} label="Import" />
        <ProgressBar value={1} role="positive" label="Done" />
        <ProgressBar value={0.7} role="danger" label="Failed" />
        <Skeleton width="70%" />
        <Skeleton width="45%" />
      </div>
      <DroppedFile />
    </div>
  );
}

function DroppedFile() {
  const [name, setName] = useState<string | null>(null);
  return (
    <FileDrop
      title="Drop a file here"
      note="One at a time; what it is, is looked at before anything is kept."
      choose="Choose a file"
      accept=".csv"
      problem={name === null ? null : `${name} stays on this computer: this is only a picture of it.`}
      onFile={(file) => setName(file.name)}
    />
  );
}

const points: ChartPoint[] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"].map((label, index) => ({
  label,
  title: `${label} 2026`,
  values: {
    now: [120, 148, 141, 190, 214, 205, 251, 288][index] ?? 0,
    before: [100, 104, 120, 131, 128, 150, 171, 166][index] ?? 0,
  },
}));

export function Charts() {
  const format = useFormat();
  const shared = { format: format.number, formatShort: format.compact };
  return (
    <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(340px, 1fr))", gap: 32 }}>
      <TrendChart
        {...shared}
        label="New customers"
        points={points}
        series={[
          { key: "now", label: "This year" },
          { key: "before", label: "Last year", comparison: true },
        ]}
      />
      <BarChart
        {...shared}
        label="Quotes by month"
        points={points.slice(0, 6)}
        series={[{ key: "now", label: "Sent", role: "info" }]}
      />
      <TrendChart {...shared} label="Empty chart" points={[]} series={[{ key: "now", label: "Nothing" }]} />
      <BarChart
        {...shared}
        label="Loading chart"
        points={undefined}
        series={[{ key: "now", label: "Soon" }]}
      />
    </div>
  );
}

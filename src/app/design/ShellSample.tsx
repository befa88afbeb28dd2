// The shell with a list of made-up customers, for looking at the whole without a backend.
import { useCallback, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { MixerVerticalIcon, PlusIcon } from "@radix-ui/react-icons";
import { AvatarStack, Avatar } from "../../ui/Avatar";
import { Badge, StatusBadge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { DataTable, type Sort } from "../../ui/DataTable";
import { FilterBar, type FilterValues } from "../../ui/FilterBar";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { Menu } from "../../ui/Menu";
import { Page, Section } from "../../ui/Page";
import { SplitPage } from "../../ui/SplitPage";
import { Sheet } from "../../ui/Sheet";
import { Tabs } from "../../ui/Tabs";
import { DateText, MoneyText, NumberText } from "../../ui/Values";
import { useTableView } from "../../ui/tableView";
import { setDensity, setTheme, useDensity, useTheme } from "../../ui/preferences";
import { setLocale, useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { navigation } from "../navigation";
import { shellMenus } from "../menus";
import { shellMessages } from "../messages";
import { Frame } from "../Shell";
import { Sidebar } from "../Sidebar";
import { sampleColumns, samplePhoneRow, sampleRowId, sampleRows, type SampleRow } from "./fixture";

// The numbers of the real ones come from a backend.
const sampleGroups = navigation.map((group) => ({
  ...group,
  entries: group.entries.map((entry) => (entry.Count ? { ...entry, Count: () => "7" } : entry)),
}));

const filters = [
  {
    id: "status",
    label: "Status",
    options: [
      { value: "Active", label: "Active" },
      { value: "Lead", label: "Lead" },
      { value: "Inactive", label: "Inactive" },
    ],
  },
  {
    id: "risk",
    label: "Churn risk",
    multiple: true,
    options: [
      { value: "High", label: "High" },
      { value: "Medium", label: "Medium" },
    ],
  },
];

export default function ShellSample() {
  const words = useMessages(shellMessages);
  const locale = useLocale();
  const theme = useTheme();
  const density = useDensity();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const openId = search.get("row");
  const state = search.get("state");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState<Sort>({ column: "lastContact", direction: "desc" });
  const [values, setValues] = useState<FilterValues>({ status: ["Active"] });
  const view = useTableView("design", sampleColumns);
  const open = useCallback(
    (row: SampleRow) =>
      setSearch((before) => ({ ...Object.fromEntries(before), row: row.id }), { replace: true }),
    [setSearch],
  );
  const href = useCallback((row: SampleRow) => `/design?view=shell&row=${row.id}`, []);
  const record = sampleRows.find((row) => row.id === openId);
  const menus = shellMenus({
    words,
    theme,
    density,
    locale,
    memberships: [{ slug: "sample", name: "Bluewater Tours" }],
    slug: "sample",
    navigate,
    setTheme,
    setDensity,
    setLanguage: setLocale,
    showShortcuts: () => undefined,
    signOut: () => undefined,
  });

  return (
    <Frame
      side={(collapsed, onCollapse) => (
        <Sidebar
          orgName="Bluewater Tours"
          userName="Nadia Kim"
          path={(inside) => (inside === "customers" ? "/design" : `/design/${inside}`)}
          groups={sampleGroups}
          orgItems={menus.org}
          userItems={menus.user}
          collapsed={collapsed}
          onCollapse={onCollapse}
          onSearch={() => undefined}
        />
      )}
    >
      {search.get("page") === "record" && record ? (
        <RecordSample row={record} />
      ) : (
        <Page
          title="Customers"
          count={<NumberText value={sampleRows.length} />}
          presence={<AvatarStack names={["Tom Alder", "Zhanna Orlova"]} />}
          actions={
            <Button look="primary" icon={<PlusIcon aria-hidden />}>
              New customer
            </Button>
          }
          toolbar={
            <>
              <FilterBar filters={filters} values={values} onChange={setValues} />
              <div className="toolbar-end">
                <Menu
                  align="end"
                  items={view.menuItems}
                  trigger={(trigger) => (
                    <IconButton {...trigger} size="small" label="Columns">
                      <MixerVerticalIcon aria-hidden />
                    </IconButton>
                  )}
                />
              </div>
            </>
          }
        >
          <DataTable
            label="Customers"
            view={view}
            rows={state === "loading" ? undefined : sampleRows}
            rowId={sampleRowId}
            href={href}
            onOpen={open}
            openId={openId}
            sort={sort}
            onSort={setSort}
            status="Exhausted"
            total={sampleRows.length}
            selected={selected}
            onSelect={setSelected}
            selectionBar={
              <>
                <Button look="ghost" size="small">
                  Assign
                </Button>
                <Button look="ghost" size="small">
                  Tag
                </Button>
                <Button look="ghost" size="small">
                  Export
                </Button>
              </>
            }
            phoneRow={samplePhoneRow}
          />
          <Sheet
            open={record !== undefined}
            onClose={() => setSearch({ view: "shell" }, { replace: true })}
            title={record?.name ?? ""}
          >
            {record && <Facts row={record} />}
          </Sheet>
        </Page>
      )}
    </Frame>
  );
}

function Facts({ row }: { row: SampleRow }) {
  return (
    <div className="stack" style={{ gap: 2 }}>
      <div className="row" style={{ marginBottom: 12 }}>
        <Avatar name={row.name} size="large" />
        <div className="grow">
          <p className="title truncate">{row.name}</p>
          <p className="meta numeric">{row.code}</p>
        </div>
      </div>
      <Fact label="Name">
        <InlineEdit label="Name" value={row.name} onSave={() => Promise.resolve()} />
      </Fact>
      <Fact label="Status">
        <span>
          <StatusBadge role={row.role}>{row.status}</StatusBadge>
        </span>
      </Fact>
      <Fact label="Owner">
        <InlineEdit
          label="Owner"
          value={row.owner ?? ""}
          placeholder="No owner"
          onSave={() => Promise.resolve()}
        />
      </Fact>
      <Fact label="Company">
        <InlineEdit
          label="Company"
          value=""
          onSave={() => Promise.reject(new Error("The server refused it. Try a shorter name."))}
        />
      </Fact>
      <Fact label="Last contact">
        <p>
          <DateText at={row.lastContact} />
        </p>
      </Fact>
    </div>
  );
}

function RecordSample({ row }: { row: SampleRow }) {
  return (
    <Page
      title={row.name}
      crumbs={[{ label: "Customers", to: "/design?view=shell" }]}
      presence={<AvatarStack names={["Tom Alder"]} />}
      actions={<Button look="primary">New quote</Button>}
    >
      <SplitPage
        labels={{ facts: "Facts", main: "Activity", next: "What next", parts: "Part of the record" }}
        facts={<Facts row={row} />}
        next={
          <>
            <Section title="Score">
              <p className="figure">72</p>
              <p className="meta">Recency 30 · Frequency 18 · Value 24</p>
            </Section>
            <Section title="Value">
              <p className="figure">
                <MoneyText minor={row.value} currency="USD" />
              </p>
            </Section>
            <Section title="Next">
              <p className="quiet">Call back about the spring charter</p>
              <Badge role="warning">Due today</Badge>
            </Section>
          </>
        }
      >
        <Tabs
          label="Record"
          tabs={[
            {
              id: "timeline",
              label: "Timeline",
              content: () => <p className="prose">Called about the deposit; asked for a quote for eight.</p>,
            },
            { id: "quotes", label: "Quotes", count: 3, content: () => <p>Quotes</p> },
            { id: "history", label: "History", content: () => <p>History</p> },
          ]}
        />
      </SplitPage>
    </Page>
  );
}

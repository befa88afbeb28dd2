// Made-up rows for the design page: long names, missing values, two scripts, every status.
import { Avatar, Person } from "../../ui/Avatar";
import { StatusBadge, type Role } from "../../ui/Badge";
import { TagList } from "../../ui/Tag";
import { DateText, MoneyText, PhoneLink } from "../../ui/Values";
import type { Column } from "../../ui/tableView";
import type { PhoneRow } from "../../ui/DataTable";

export interface SampleRow {
  id: string;
  code: string;
  name: string;
  status: string;
  role: Role;
  owner: string | null;
  phone: string;
  value: number;
  risk: Role;
  riskWord: string;
  tags: readonly string[];
  lastContact: number;
}

const NAMES = [
  "Alma Reyes",
  "Bluewater Diving Cancún",
  "Дмитрий Ковалёв",
  "Hotel Casa Malca",
  "Айгерим Сулейменова",
  "Northwind Charter & Yacht Management International",
  "Ines Duarte",
  "Mateo Villanueva",
  "ТОО «Степной ветер»",
  "Priya Raman",
  "Sunrise Weddings",
  "Oluwaseun Adeyemi",
];
const OWNERS = ["Nadia Kim", "Tom Alder", "Zhanna Orlova", null, "Luis Prado"];
const STATUSES: [string, Role][] = [
  ["Active", "positive"],
  ["Lead", "info"],
  ["Active", "positive"],
  ["Inactive", "neutral"],
  ["VIP", "live"],
];
const RISKS: [string, Role][] = [
  ["Low", "positive"],
  ["Medium", "warning"],
  ["Low", "positive"],
  ["High", "danger"],
];
const TAGS = [["honeymoon", "returning"], ["agency"], [], ["group", "spring", "vip"], ["retail"]];

const at = <T,>(list: readonly T[], index: number): T => list[index % list.length] as T;

export const sampleRows: readonly SampleRow[] = Array.from({ length: 2400 }, (_, index) => ({
  id: String(index),
  code: `CUS-${String(index + 1).padStart(3, "0")}`,
  name:
    index < NAMES.length
      ? at(NAMES, index)
      : `${at(NAMES, index * 7)} ${Math.floor(index / NAMES.length) + 1}`,
  status: at(STATUSES, index)[0],
  role: at(STATUSES, index)[1],
  owner: at(OWNERS, index * 3),
  phone: `+5299812${String(30_000 + index * 17).slice(0, 5)}`,
  value: (index * 7919 * 13) % 4_800_000,
  riskWord: at(RISKS, index * 5)[0],
  risk: at(RISKS, index * 5)[1],
  tags: at(TAGS, index),
  lastContact: Date.now() - index * index * 90_000 - 40_000,
}));

export const sampleColumns: readonly Column<SampleRow>[] = [
  {
    id: "name",
    header: "Name",
    width: 280,
    sortable: true,
    cell: (row) => (
      <>
        <Avatar name={row.name} />
        <span className="truncate">{row.name}</span>
      </>
    ),
  },
  { id: "code", header: "Code", width: 90, cell: (row) => <span className="quiet numeric">{row.code}</span> },
  {
    id: "status",
    header: "Status",
    width: 110,
    cell: (row) => <StatusBadge role={row.role}>{row.status}</StatusBadge>,
  },
  { id: "owner", header: "Owner", width: 150, cell: (row) => <Person name={row.owner} nobody="No owner" /> },
  {
    id: "value",
    header: "Lifetime value",
    width: 130,
    align: "end",
    sortable: true,
    cell: (row) => <MoneyText minor={row.value} currency="USD" />,
  },
  {
    id: "risk",
    header: "Churn risk",
    width: 110,
    cell: (row) => (
      <StatusBadge role={row.risk} plain>
        {row.riskWord}
      </StatusBadge>
    ),
  },
  {
    id: "lastContact",
    header: "Last contact",
    width: 130,
    sortable: true,
    cell: (row) => <DateText at={row.lastContact} />,
  },
  { id: "phone", header: "Phone", width: 170, cell: (row) => <PhoneLink phone={row.phone} whatsapp /> },
  { id: "tags", header: "Tags", width: 200, cell: (row) => <TagList tags={row.tags} /> },
];

export const sampleRowId = (row: SampleRow) => row.id;
export const sampleHref = (row: SampleRow) => `/design?row=${row.id}`;
export const samplePhoneRow = (row: SampleRow): PhoneRow => ({
  title: row.name,
  titleEnd: <MoneyText minor={row.value} currency="USD" trimZeros />,
  line: (
    <span className="row" style={{ gap: 6 }}>
      <StatusBadge role={row.role} plain>
        {row.status}
      </StatusBadge>
      <span className="truncate">{row.owner ?? "No owner"}</span>
    </span>
  ),
  lineEnd: <DateText at={row.lastContact} />,
});

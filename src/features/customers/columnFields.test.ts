/** The list asks for what its columns read, no less and no more. */
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { pack } from "../../../convex/customers/packed";
import type { CustomerRow } from "../../../convex/customers/row";
import { crowdCustomer } from "../../../convex/sampleData/crowd";
import type { Column } from "../../ui/tableView";
import { columnsAtFirst, fieldsOfColumns, hiddenColumns, isHere } from "./columnFields";
import { phoneRow, useCustomerColumns } from "./columns";

const sample = (n: number): CustomerRow => {
  const made = crowdCustomer(n, 7);
  return {
    _id: `kd7${String(n).padStart(29, "0")}` as CustomerRow["_id"],
    availableCredit: 100,
    churnRisk: "medium",
    city: made.city,
    companyName: made.type === "individual" ? null : made.name,
    createdAt: 1_700_000_000_000 + n,
    creditCurrency: "USD",
    currency: "USD",
    custom: {},
    customerCode: `CUS-${1_000_000 + n}`,
    customerSource: made.customerSource,
    dateJoined: "2026-01-02",
    email: made.email,
    isActive: true,
    isSample: false,
    lastContactAt: 1_700_000_000_000 + n,
    lastVisitAt: 1_700_000_000_000 + n,
    leadScore: 42,
    lifetimeValue: 1_234_500,
    loyaltyPoints: 100,
    name: made.name,
    nextFollowUpAt: 1_700_000_000_000 + n,
    ownerId: `j57${String(n % 10).padStart(29, "0")}` as CustomerRow["ownerId"],
    ownerName: "Somebody Who Owns",
    phone: made.phone,
    phoneE164: made.phone.replaceAll(/[^+\d]/g, ""),
    status: made.status,
    tags: made.tags,
    totalVisits: 3,
    type: made.type,
    updatedAt: 1_700_000_000_000,
    vipStatusDate: "2026-01-02",
    vipTierId: null,
  };
};

/** Everything that `read` looks at in a row. */
function readBy(read: (row: CustomerRow) => unknown): string[] {
  const names = new Set<string>();
  const row = new Proxy(sample(1), {
    get: (target, name: string) => {
      names.add(name === "ownerName" ? "ownerId" : name);
      return target[name as keyof CustomerRow];
    },
  });
  read(row);
  // What a search adds, and what every row has.
  return [...names].filter((name) => name !== "passage" && name !== "_id");
}

function Probe({ tell }: { tell: (columns: readonly Column<CustomerRow>[]) => void }) {
  tell(useCustomerColumns({ update: () => Promise.resolve() }));
  return null;
}

function columns(): readonly Column<CustomerRow>[] {
  const told: Column<CustomerRow>[] = [];
  renderToStaticMarkup(createElement(Probe, { tell: (columns) => void told.push(...columns) }));
  return told;
}

test("UIX-16: each column reads only what the list asks for it, and a narrow screen's rows only what every list asks", () => {
  const always = fieldsOfColumns([]);
  expect(always).toEqual(expect.arrayContaining(readBy(phoneRow)));
  for (const { id, cell, edit, hiddenAtFirst } of columns()) {
    const read = readBy((row) => [cell(row), edit?.(row)?.value]);
    expect(read.length, id).toBeGreaterThan(0);
    const here = new Set(fieldsOfColumns([id]));
    expect([...here], id).toEqual(expect.arrayContaining(read));
    expect(isHere(id, here), id).toBe(true);
    expect(hiddenAtFirst, id).toBe(hiddenColumns.has(id));
  }
});

test("every column that there is has its fields, whatever the order; one that is gone has none", () => {
  const ids = columns().map(({ id }) => id);
  expect(ids.filter((id) => !hiddenColumns.has(id)).toSorted()).toEqual(columnsAtFirst.toSorted());
  expect(fieldsOfColumns(ids)).toEqual(fieldsOfColumns(ids.toReversed()));
  expect(fieldsOfColumns(["gone", "constructor", "toString"])).toEqual(fieldsOfColumns([]));
  expect(fieldsOfColumns(["f_a1b2c3d4"])).toContain("f_a1b2c3d4");
  expect(isHere("credit", new Set(fieldsOfColumns(columnsAtFirst)))).toBe(false);
});

test("W1: fifty customers of the columns that are shown at first take at most 12.6 kB, with an owner, a phone, a visit and a contact each", () => {
  const rows = Array.from({ length: 50 }, (_, n) => sample(n));
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  expect(bytes(pack(rows, fieldsOfColumns(columnsAtFirst)))).toBeLessThanOrEqual(12_610);
  expect(bytes(rows)).toBeGreaterThan(30_000);
});

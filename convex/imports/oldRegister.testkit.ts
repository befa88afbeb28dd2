/** A dirty file out of an old register, for tests, and running it. */
import { afterEach, beforeEach, vi } from "vitest";
import { api } from "../_generated/api";
import type { Backend, Organization } from "../world.testkit";
import { uploadFile, type ImportFile } from "./file.testkit";

/** The same columns as an old register's export; people and dirt are invented for this test. */
export const headings =
  "id,customer_name,contact_number,email,address,date_of_birth,available_credit,available_point,stable_hash_id,source,date_joined,sms_pdpa,email_pdpa,created_at,update_time".split(
    ",",
  );

export const dirty: string[][] = [
  row({
    id: "1",
    name: "Ivan Petrov",
    phone: "8 (701) 555-00-01",
    born: "17.06.1966",
    created: "2021-03-01T10:00:00+05:00",
    source: "FB",
    sms: "TRUE",
    email: "no-mail",
  }),
  row({
    id: "2",
    name: "Ann Lee",
    email: "ANN@Example.com ",
    created: "2019-01-05 09:30:00",
    source: "Billboard",
    mail: "да",
  }),
  row({
    id: "3",
    name: "Ann  Lee",
    email: "ann@example.com",
    phone: "+7 701 555 0002",
    created: "2022-01-05 09:30:00",
  }),
  row({ id: "4", name: "No Contact", created: "2020-01-01" }),
  row({ id: "5", name: "", phone: "+77015550003", created: "2020-01-02" }),
  row({
    id: "6",
    name: '=HYPERLINK("http://bad.example")',
    phone: "0077015550004",
    credit: "1 234,50",
    points: "77",
    created: "1700000000",
    updated: "2025-03-10 20:00:00",
  }),
  row({
    id: "7",
    name: "<b>Bold</b>",
    phone: "12",
    email: "bold@example.com",
    born: "2035-01-01",
    credit: "-5",
  }),
  row({ id: "8", name: "L".repeat(300), phone: "+77015550005" }),
  row({ id: "9", name: "Иван Петров", phone: "+77015550001" }),
  row({
    id: "10",
    name: "Quoted, Name\nSecond line",
    phone: "+7 701 555 00 06",
    address: '1 "The Mews",\nAlmaty',
    joined: "30/03/2025",
  }),
  row({ id: "11", name: "Serial Born", phone: "+77015550007", born: "24275", joined: "44927" }),
  row({}),
];

export function row(
  cells: Partial<
    Record<
      | "id"
      | "name"
      | "phone"
      | "email"
      | "address"
      | "born"
      | "credit"
      | "points"
      | "source"
      | "joined"
      | "sms"
      | "mail"
      | "created"
      | "updated",
      string
    >
  >,
): string[] {
  const {
    id = "",
    name = "",
    phone = "",
    email = "",
    address = "",
    born = "",
    credit = "",
    points = "",
  } = cells;
  const { source = "", joined = "", sms = "", mail = "", created = "", updated = "" } = cells;
  return [
    id,
    name,
    phone,
    email,
    address,
    born,
    credit,
    points,
    id && `h${id}`,
    source,
    joined,
    sms,
    mail,
    created,
    updated,
  ];
}

export type File = Partial<ImportFile>;

export const upload = (org: Organization, file: File = {}) =>
  uploadFile(org, { fileName: "legacy.csv", headings, rows: dirty, perChunk: 5, ...file });

export async function run(backend: Backend, org: Organization, file: File = {}) {
  const importId = await upload(org, file);
  await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const summary = await org.as.admin.query(api.imports.get, { orgId: org.orgId, importId });
  return { importId, job: summary.job! };
}

export async function customersOf(backend: Backend, { orgId }: Organization) {
  return await backend.run(async (ctx) =>
    (await ctx.db.query("customers").collect()).filter((customer) => customer.orgId === orgId),
  );
}

/** Jobs run when a test lets them. */
export function byFakeClock(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
  });
  afterEach(() => vi.useRealTimers());
}

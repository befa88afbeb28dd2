/** The contacts of one customer as CSV, a page at a time; the import of contacts knows the headings and changes nothing. */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { pageOfContacts } from "../contacts/list";
import { readableCustomer } from "../customers/access";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { isTheirs, requireExport } from "./access";
import type { Cell } from "./cells";
import { csvHead, csvRows } from "./csv";
import { recordTaken } from "./start";

const headings = {
  en: [
    "Customer code",
    "First name",
    "Last name",
    "Position",
    "Department",
    "E-mail",
    "Phone",
    "Mobile",
    "Primary",
    "Decision maker",
    "Notes",
  ],
  ru: [
    "Код клиента",
    "Имя",
    "Фамилия",
    "Должность",
    "Отдел",
    "Почта",
    "Телефон",
    "Мобильный",
    "Основной",
    "Принимает решение",
    "Заметки",
  ],
};

const rowsPerPage = 100;

export interface ContactsPage {
  fileName: string;
  text: string;
  /** Where the next page begins; null after the last. */
  next: string | null;
}

/**
 * The first page begins with the byte order mark and the headings, and is told in the history (IMX-16).
 * VALIDATION_ERROR for a cursor that is none of its own.
 */
export async function contactsFile(
  ctx: OrgMutationCtx,
  args: { customerId: Id<"customers">; cursor: string | null; language: "en" | "ru" },
): Promise<ContactsPage> {
  await requireExport(ctx);
  const customer = await readableCustomer(ctx, args.customerId, "customers:export");
  if (!isTheirs(ctx, customer)) fail({ code: "FORBIDDEN", permission: "customers:export" });
  const { timeZone } = await ctx.settings();
  const page = await pageOfContacts(ctx, customer._id, { numItems: rowsPerPage, cursor: args.cursor }).catch(
    (error: unknown) => {
      if (args.cursor === null) throw error;
      return fail({
        code: "VALIDATION_ERROR",
        issues: [{ path: "cursor", rule: "invalidCursor", message: "Start again from the first page." }],
      });
    },
  );
  const phone = (text: string | undefined, e164: string | undefined): Cell =>
    text === undefined ? null : { kind: "phone", text, e164: e164 ?? null };
  const rows = page.page.map((contact): Cell[] => [
    customer.customerCode,
    contact.firstName,
    contact.lastName,
    contact.title ?? null,
    contact.department ?? null,
    contact.email ?? null,
    phone(contact.phone, contact.phoneE164),
    phone(contact.mobile, contact.mobileE164),
    contact.isPrimary,
    contact.isDecisionMaker,
    contact.notes ?? null,
  ]);
  const fileName = `${customer.customerCode}-contacts-${dayOf(ctx.now, timeZone)}.csv`;
  if (args.cursor === null) await recordTaken(ctx, customer, fileName);
  const head = args.cursor === null ? csvHead(headings[args.language], true) : "";
  return { fileName, text: head + csvRows(rows, timeZone), next: page.isDone ? null : page.continueCursor };
}

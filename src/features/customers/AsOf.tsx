// The record as it was at a moment: every field that differs stands beside what it is now.
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { rewind } from "../../../convex/history/asOf";
import { isSameValue } from "../../../convex/shared/conflict";
import { useOrgPaginated } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { DateTimeField } from "../../ui/DateField";
import { Skeleton } from "../../ui/Feedback";
import { FormField } from "../../ui/FormField";
import { useFieldWords, useValueWords } from "./fieldWords";
import type { CustomerPartProps, OpenCustomer } from "./openCustomer";
import { timelineMessages } from "./timelineMessages";

/** Fields a person can read, in the order of the record. */
const fields = [
  "name",
  "companyName",
  "type",
  "status",
  "ownerId",
  "phone",
  "secondaryPhone",
  "email",
  "website",
  "address",
  "industry",
  "customerSource",
  "sourceDetail",
  "tags",
  "preferredLanguage",
  "dateOfBirth",
  "dateJoined",
  "emailConsent",
  "smsConsent",
  "marketingConsent",
  "notes",
  "metadata",
  "deactivationReason",
  "lifetimeValue",
  "churnRisk",
  "legacyIds",
  "stableHashId",
] as const satisfies readonly (keyof OpenCustomer)[];

export default function AsOf({ customer }: CustomerPartProps) {
  const said = useMessages(timelineMessages);
  const format = useFormat();
  const [at, setAt] = useState<number | null>(null);
  return (
    <section className="as-of" aria-label={said.asOf}>
      <FormField label={said.asOfWhen} help={at === null ? said.asOfHelp : undefined}>
        <DateTimeField value={at} onChange={setAt} />
      </FormField>
      {at === null ? null : at < customer.createdAt ? (
        <p className="quiet">{said.asOfBefore({ when: format.date(customer.createdAt, "dateTime") })}</p>
      ) : (
        <Rewound key={at} customer={customer} at={at} />
      )}
    </section>
  );
}

function Rewound({ customer, at }: CustomerPartProps & { at: number }) {
  const said = useMessages(timelineMessages);
  const fieldWord = useFieldWords();
  const [showsSame, setShowsSame] = useState(false);
  const list = useOrgPaginated(
    api.history.changesSince,
    // The field edits minutes: all of the chosen one is still "then".
    { customerId: customer._id, at: at + 59_999 },
    { initialNumItems: 50, pageSize: 50 },
  );
  const { status, loadMore, rows } = list;
  useEffect(() => {
    if (status === "CanLoadMore") loadMore();
  }, [status, loadMore]);
  const names = Object.assign({}, ...(rows ?? []).map((entry) => entry.names)) as Record<string, string>;
  if (customer.ownerId !== null && customer.ownerName !== null) names[customer.ownerId] = customer.ownerName;
  const value = useValueWords(names, customer.currency);
  if (rows === undefined || status !== "Exhausted") return <Skeleton width="60%" />;
  const now = customer as unknown as Record<string, unknown>;
  const then = rewind(now, rows);
  const differing = fields.filter((field) => !isSameValue(then[field], now[field]));
  const shown = showsSame ? fields : differing;
  return (
    <>
      <p className="row as-of-sum" role="status">
        <strong>{differing.length === 0 ? said.asOfSame : said.asOfDiffers({ n: differing.length })}</strong>
        <Button look="ghost" size="small" onClick={() => setShowsSame(!showsSame)}>
          {showsSame ? said.hideSame : said.showSame}
        </Button>
      </p>
      {shown.length > 0 && (
        <table className="as-of-table">
          <thead>
            <tr>
              <th scope="col">{said.field}</th>
              <th scope="col">{said.atThatTime}</th>
              <th scope="col">{said.now}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <tr key={field} data-differs={differing.includes(field) || undefined}>
                <th scope="row">{fieldWord(field) ?? field}</th>
                <td>{value(field, then[field])}</td>
                <td>{value(field, now[field])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

// Quiet lines on a customer's page: which record led here, and that others have been merged into it.
import { Suspense, useState } from "react";
import { later } from "../../ui/later";
import type { OpenCustomer } from "../customers/openCustomer";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { messages } from "./messages";

const MergedRecordsSheet = later(() => import("./MergedRecordsSheet"));

export default function MergeNotice({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const [isOpen, setOpen] = useState(false);
  const { mergedFrom, mergedRecords } = customer;
  if (mergedFrom === null && mergedRecords === 0) return null;
  return (
    <div className="merge-notice">
      {mergedFrom !== null && (
        <p role="status">{words.cameFrom({ code: mergedFrom.customerCode, name: mergedFrom.name })}</p>
      )}
      {mergedRecords > 0 && (
        <Button look="ghost" size="small" onClick={() => setOpen(true)}>
          {words.mergedCount({ n: mergedRecords })}
        </Button>
      )}
      {isOpen && (
        <Suspense>
          <MergedRecordsSheet customer={customer} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

// A field's row while its kind is being changed, and what is left to mend afterwards.
import { Link } from "react-router";
import { isUnderWay } from "../../../convex/jobs/status";
import { api } from "../../../convex/_generated/api";
import { leftOf } from "../../../convex/fields/leftovers";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { toast } from "../../ui/toast";
import type { ManagedField } from "./managedField";
import { kindChangeMessages } from "./kindChangeMessages";
import { kindWords } from "./kindMessages";

export function ChangingKind({
  field,
  jobId,
  type,
}: {
  field: ManagedField;
  jobId: NonNullable<ManagedField["changing"]>["jobId"];
  type: ManagedField["type"];
}) {
  const words = useMessages(kindChangeMessages);
  const kinds = useMessages(kindWords);
  const job = useOrgQuery(api.jobs.get, { jobId });
  const drop = useOrgMutation(api.fields.dropKind);
  const giveUp = async () => {
    try {
      await drop({ entity: "customers", key: field.key });
      toast(words.gaveUp({ label: field.label }));
    } catch (error) {
      reportError(error);
    }
  };
  const isStopped = job !== undefined && !isUnderWay(job) && job.status !== "waiting";
  const said = isStopped ? words.stopped : words.changing({ kind: kinds[type] });
  return (
    <span className="fields-changing">
      <span className="meta truncate">{said}</span>
      <span className="row">
        {!isStopped && (
          <ProgressBar
            value={job === undefined || job.total === 0 ? null : job.done / job.total}
            label={said}
          />
        )}
        <Button size="small" onClick={() => void giveUp()}>
          {words.giveUp}
        </Button>
      </span>
    </span>
  );
}

/** How many records still hold a value that did not fit, as a link to them; nothing when there are none. */
export function Misfits({ fieldKey }: { fieldKey: string }) {
  const words = useMessages(kindChangeMessages);
  const org = useOrg();
  const name = leftOf(fieldKey);
  const n = useOrgQuery(api.customers.count, {
    filters: { where: { match: "all", rules: [{ field: name, op: "is", values: [true] }] } },
  });
  if (!n) return null;
  return (
    <Link className="link meta" to={org.path(`customers?${name}=true`)}>
      {words.misfitsLeft({ n })}
    </Link>
  );
}

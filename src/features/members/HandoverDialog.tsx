// Deactivating somebody, or giving them a role that owns nothing: who takes the work over.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { MemberFacts } from "../../../convex/members/roster";
import { mayOwnCustomers, type Role } from "../../../convex/tenancy/permissions";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/toast";
import { memberMessages } from "./messages";

export default function HandoverDialog(props: {
  member: MemberFacts;
  /** Absent: deactivate. */
  role?: Role;
  others: readonly MemberFacts[];
  onClose: () => void;
}) {
  const words = useMessages(memberMessages);
  const { member, role } = props;
  const { membershipId, name } = member;
  const work = useOrgQuery(api.members.workload, { membershipId });
  const deactivate = useOrgMutation(api.members.deactivate);
  const setRole = useOrgMutation(api.members.setRole);
  const reactivate = useOrgMutation(api.members.reactivate);
  const undoable = useUndoable();
  const [successor, setSuccessor] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const holds = work ? work.customers + work.openLeads + work.openFollowUps > 0 : undefined;
  const successorId = successor === "" ? null : (successor as Id<"users"> | null);
  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const chosen = holds ? { successorId } : {};
      if (role) await setRole({ membershipId, role, ...chosen });
      else await deactivate({ membershipId, ...chosen });
      if (role) toast(words.roleChanged({ name }));
      // Work that was handed over stays where it is, so there is nothing to take back then.
      else if (holds) toast(words.deactivated({ name }));
      else undoable(words.deactivated({ name }), () => reactivate({ membershipId }));
      props.onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={role ? words.roleTitle({ name, role: words[role] }) : words.deactivateTitle({ name })}
      description={role ? words.roleLead : words.deactivateLead}
    >
      {work === undefined ? (
        <Skeleton width="80%" />
      ) : (
        <p>
          {holds
            ? words.holds({
                customers: work.customers,
                leads: work.openLeads,
                followUps: work.openFollowUps,
              })
            : words.holdsNothing}
        </p>
      )}
      {holds && (
        <FormField label={words.successor} help={successor === "" ? words.poolNote : undefined}>
          <Select
            value={successor}
            onChange={setSuccessor}
            options={[
              ...props.others
                .filter(({ userId, role: theirs }) => userId !== member.userId && mayOwnCustomers(theirs))
                .map(({ userId, name: theirs }) => ({ value: userId as string, label: theirs })),
              { value: "", label: words.pool },
            ]}
          />
        </FormField>
      )}
      <FormActions problem={problem}>
        <Button onClick={props.onClose}>{words.cancel}</Button>
        <Button
          look={role ? "primary" : "danger"}
          busy={busy}
          disabled={holds === undefined || (holds && successor === null)}
          onClick={() => void confirm()}
        >
          {role ? words.handOver : words.deactivate}
        </Button>
      </FormActions>
    </Dialog>
  );
}

// A member's sales territory: one line of text (TEN-21).
import { api } from "../../../convex/_generated/api";
import type { MemberFacts } from "../../../convex/members/roster";
import { territoryShape } from "../../../convex/members/shape";
import { useOrgMutation } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { TextField } from "../../ui/TextField";
import { memberMessages } from "./messages";
import * as z from "zod";

const shape = z.object({ territory: territoryShape });

export default function TerritoryDialog({ member, onClose }: { member: MemberFacts; onClose: () => void }) {
  const words = useMessages(memberMessages);
  const set = useOrgMutation(api.members.setMemberTerritory);
  const form = useZodForm(shape, { defaults: { territory: member.territory ?? "" } });
  return (
    <Dialog open onClose={onClose} title={`${words.territory}: ${member.name}`} width={400}>
      <form
        className="stack"
        onSubmit={form.submit(async ({ territory }) => {
          await set({ membershipId: member.membershipId, territory });
          onClose();
        })}
      >
        <FormField label={words.territory} error={form.error("territory")}>
          <TextField {...form.register("territory")} />
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {words.save}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

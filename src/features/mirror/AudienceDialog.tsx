// For whom a part is on: people and teams, ticked (POS-21).
import { useState } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { SkeletonLines } from "../../ui/Feedback";
import { FormActions } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { flagMessages } from "./flagMessages";

type Flag = FunctionReturnType<typeof api.flags.list>[number];

export default function AudienceDialog({ flag, onClose }: { flag: Flag; onClose: () => void }) {
  const words = useMessages(flagMessages);
  const ui = useMessages(uiMessages);
  const set = useOrgMutation(api.flags.set);
  const members = useOrgQuery(api.members.list, { status: "active" });
  const teams = useOrgQuery(api.teams.list, {});
  const [userIds, setUsers] = useState<readonly Id<"users">[]>(flag.userIds);
  const [teamIds, setTeams] = useState<readonly Id<"teams">[]>(flag.teamIds);
  const [problem, setProblem] = useState<string | null>(null);
  const isNobody = userIds.length + teamIds.length === 0;
  async function save() {
    try {
      await set({ key: flag.key, audience: "some", userIds: [...userIds], teamIds: [...teamIds] });
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }
  return (
    <Dialog open onClose={onClose} title={words[flag.key]} description={words.forWhom}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {members === undefined && <SkeletonLines widths={["50%", "60%", "45%"]} />}
        {teams?.map(({ _id, name }) => (
          <Checkbox
            key={_id}
            checked={teamIds.includes(_id)}
            onChange={() => setTeams(toggled(teamIds, _id))}
          >
            {words.team({ name })}
          </Checkbox>
        ))}
        {members?.map(({ userId, name, email }) => (
          <Checkbox
            key={userId}
            help={email}
            checked={userIds.includes(userId)}
            onChange={() => setUsers(toggled(userIds, userId))}
          >
            {name}
          </Checkbox>
        ))}
        <FormActions problem={problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" disabled={isNobody}>
            {words.save}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

function toggled<One>(all: readonly One[], one: One): One[] {
  return all.includes(one) ? all.filter((each) => each !== one) : [...all, one];
}

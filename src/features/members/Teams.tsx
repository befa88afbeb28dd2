// Teams: named in place, added in one line.
import { useState, type FormEvent } from "react";
import { Cross2Icon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { MemberFacts } from "../../../convex/members/roster";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { InlineEdit } from "../../ui/InlineEdit";
import { Section } from "../../ui/Page";
import { TextField } from "../../ui/TextField";
import { memberMessages } from "./messages";

export function Teams(props: {
  teams: readonly { _id: Id<"teams">; name: string }[] | undefined;
  members: readonly MemberFacts[];
}) {
  const words = useMessages(memberMessages);
  const org = useOrg();
  const create = useOrgMutation(api.teams.create);
  const rename = useOrgMutation(api.teams.rename);
  const remove = useOrgMutation(api.teams.remove);
  const putInTeam = useOrgMutation(api.members.putInTeam);
  const undoable = useUndoable();
  const [name, setName] = useState("");
  const mayManage = org.can("teams:manage");
  if (props.teams === undefined || (!mayManage && props.teams.length === 0)) return null;
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") create({ name }).then(() => setName(""), reportError);
  };
  const removeTeam = async (teamId: Id<"teams">, teamName: string) => {
    const people = props.members.filter((member) => member.teamId === teamId);
    await remove({ teamId });
    undoable(words.teamRemoved({ name: teamName }), async () => {
      const again = await create({ name: teamName });
      for (const { membershipId } of people) await putInTeam({ membershipId, teamId: again });
    });
  };
  return (
    <Section title={words.teams} note={words.teamsNote}>
      <ul className="people">
        {props.teams.map((team) => (
          <li key={team._id} className="person" data-plain>
            {mayManage ? (
              <InlineEdit
                label={words.teamName}
                value={team.name}
                onSave={(next) => rename({ teamId: team._id, name: next ?? "" })}
              />
            ) : (
              <span>{team.name}</span>
            )}
            <span className="meta">
              {words.people({ n: props.members.filter(({ teamId }) => teamId === team._id).length })}
            </span>
            {mayManage && (
              <IconButton
                label={`${words.remove}: ${team.name}`}
                onClick={() => void removeTeam(team._id, team.name).catch(reportError)}
              >
                <Cross2Icon aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {mayManage && (
        <form className="row" onSubmit={add} style={{ paddingTop: 10 }}>
          <TextField
            value={name}
            maxLength={60}
            aria-label={words.teamName}
            placeholder={words.teamName}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" icon={<PlusIcon aria-hidden />} disabled={name.trim() === ""}>
            {words.addTeam}
          </Button>
        </form>
      )}
    </Section>
  );
}

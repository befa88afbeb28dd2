// One member: who, role, team, and what else can be done.
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { MemberFacts } from "../../../convex/members/roster";
import { mayOwnCustomers } from "../../../convex/tenancy/permissions";
import { useSession } from "../../data/auth/session";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import type { MenuItem } from "../../ui/menuItem";
import { Select } from "../../ui/Select";
import { memberMessages } from "./messages";
import { RoleSelect } from "./RoleSelect";
import type { Deed } from "./deed";

export function MemberRow(props: {
  member: MemberFacts;
  teams: readonly { _id: Id<"teams">; name: string }[];
  ask: (deed: Deed) => void;
}) {
  const { member, ask } = props;
  const words = useMessages(memberMessages);
  const org = useOrg();
  const session = useSession();
  const setRole = useOrgMutation(api.members.setRole);
  const putInTeam = useOrgMutation(api.members.putInTeam);
  const { membershipId } = member;
  const mayManage = org.can("members:manage");
  const team = props.teams.find(({ _id }) => _id === member.teamId);
  const isClerk = session.provider === "clerk";
  const menu: MenuItem[] = [
    { label: words.setTerritory, onSelect: () => ask({ kind: "territory", member }) },
    ...(member.role === "brand"
      ? [{ label: words.linkCustomers, onSelect: () => ask({ kind: "customers", member }) }]
      : []),
    ...(session.provider === "local"
      ? [{ label: words.resetLink, onSelect: () => ask({ kind: "resetLink", member }) }]
      : []),
    "line",
    { label: words.deactivate, danger: true, onSelect: () => ask({ kind: "deactivate", member }) },
  ];
  return (
    <li className="person" data-plain={!mayManage || undefined}>
      <Who member={member} />
      {mayManage ? (
        <>
          <RoleSelect
            short
            aria-label={`${words.role}: ${member.name}`}
            value={member.role}
            disabled={isClerk && member.role === "admin"}
            locked={isClerk ? ["admin"] : []}
            onChange={(role) =>
              mayOwnCustomers(role) || !mayOwnCustomers(member.role)
                ? void setRole({ membershipId, role }).catch(reportError)
                : ask({ kind: "role", member, role })
            }
          />
          <Select
            aria-label={`${words.team}: ${member.name}`}
            value={(member.teamId as string | null) ?? ""}
            onChange={(teamId) =>
              void putInTeam({
                membershipId,
                teamId: teamId === "" ? null : (teamId as Id<"teams">),
              }).catch(reportError)
            }
            options={[
              { value: "", label: words.noTeam },
              ...props.teams.map(({ _id, name }) => ({ value: _id as string, label: name })),
            ]}
          />
          <Menu
            align="end"
            items={menu}
            trigger={(trigger) => (
              <IconButton {...trigger} label={`${words.more}: ${member.name}`}>
                <DotsHorizontalIcon aria-hidden />
              </IconButton>
            )}
          />
        </>
      ) : (
        <>
          <span className="quiet">{words[member.role]}</span>
          <span className="meta">{team?.name}</span>
        </>
      )}
    </li>
  );
}

export function Who({ member }: { member: MemberFacts }) {
  const words = useMessages(memberMessages);
  const org = useOrg();
  const facts = [
    member.email,
    member.territory,
    member.role === "brand" ? words.linkedCustomers({ n: member.linkedCustomerIds.length }) : null,
  ].filter((fact) => fact !== null);
  return (
    <span className="person-who">
      <Avatar name={member.name} size="medium" round />
      <span style={{ minWidth: 0 }}>
        <span className="person-name">
          <span className="truncate">
            <LiveValue value={member.name}>{member.name}</LiveValue>
          </span>
          {member.userId === org.user._id && <span className="meta">{words.you}</span>}
        </span>
        <span className="meta truncate" style={{ display: "block" }}>
          {facts.join(" · ")}
        </span>
      </span>
    </span>
  );
}

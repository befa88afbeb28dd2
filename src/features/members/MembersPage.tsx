// Members, invitations, teams and people who left, on one page (TEN-30).
import { Suspense, useState } from "react";
import { useMutation } from "convex/react";
import { useSearchParams } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { MemberFacts } from "../../../convex/members/roster";
import { useSession } from "../../data/auth/session";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { SettingsFrame } from "../settings/SettingsFrame";
import { Invitations } from "./Invitations";
import { MemberRow, Who } from "./MemberRow";
import type { Deed } from "./deed";
import { memberMessages } from "./messages";
import { Teams } from "./Teams";
import "./Members.css";

const InviteDialog = later(() => import("./InviteDialog"));
const HandoverDialog = later(() => import("./HandoverDialog"));
const TerritoryDialog = later(() => import("./TerritoryDialog"));
const CustomersDialog = later(() => import("./CustomersDialog"));
const LinkDialog = later(() => import("./LinkDialog"));

export default function MembersPage() {
  const words = useMessages(memberMessages);
  const org = useOrg();
  const { provider } = useSession();
  const members = useOrgQuery(api.members.list, { status: "active" });
  const former = useOrgQuery(
    api.members.list,
    org.can("members:manage") ? { status: "deactivated" } : "skip",
  );
  const teams = useOrgQuery(api.teams.list, {});
  const [search, setSearch] = useSearchParams();
  const [deed, setDeed] = useState<Deed | { kind: "link"; member: MemberFacts; link: string } | null>(null);
  const reactivate = useOrgMutation(api.members.reactivate);
  const createResetLink = useMutation(api.members.createResetLink);
  const mayManage = org.can("members:manage");
  const mayInvite = mayManage && provider !== "clerk";
  const ask = (next: Deed) => {
    if (next.kind !== "resetLink") return setDeed(next);
    const { member } = next;
    createResetLink({ orgId: org.orgId, membershipId: member.membershipId }).then(
      ({ link }) => setDeed({ kind: "link", member, link }),
      reportError,
    );
  };
  const close = () => setDeed(null);
  const setInviting = (open: boolean) => setSearch(open ? { invite: "1" } : {}, { replace: true });
  return (
    <SettingsFrame
      title={words.title}
      actions={
        mayInvite && (
          <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setInviting(true)}>
            {words.invite}
          </Button>
        )
      }
    >
      <Section
        title={
          <>
            {words.title}{" "}
            {members && (
              <span className="meta">
                <NumberText value={members.length} />
              </span>
            )}
          </>
        }
        note={provider === "clerk" ? words.clerk : undefined}
      >
        <ul className="people">
          {members === undefined || teams === undefined
            ? Array.from({ length: 4 }, (_, index) => (
                <li key={index} className="person">
                  <Skeleton width="60%" />
                </li>
              ))
            : members.map((member) => (
                <MemberRow key={member.membershipId} member={member} teams={teams} ask={ask} />
              ))}
        </ul>
      </Section>
      {mayInvite && <Invitations teams={teams ?? []} />}
      <Teams teams={teams} members={members ?? []} />
      {former !== undefined && former.length > 0 && (
        <Section title={words.former}>
          <ul className="people">
            {former.map((member) => (
              <li key={member.membershipId} className="person" data-plain>
                <Who member={member} />
                <Button
                  size="small"
                  onClick={() => void reactivate({ membershipId: member.membershipId }).catch(reportError)}
                >
                  {words.reactivate}
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Suspense>
        {mayInvite && search.has("invite") && (
          <InviteDialog teams={teams ?? []} onClose={() => setInviting(false)} />
        )}
        {deed?.kind === "deactivate" && (
          <HandoverDialog member={deed.member} others={members ?? []} onClose={close} />
        )}
        {deed?.kind === "role" && (
          <HandoverDialog member={deed.member} role={deed.role} others={members ?? []} onClose={close} />
        )}
        {deed?.kind === "territory" && <TerritoryDialog member={deed.member} onClose={close} />}
        {deed?.kind === "customers" && <CustomersDialog member={deed.member} onClose={close} />}
        {deed?.kind === "link" && (
          <LinkDialog
            title={words.resetTitle}
            description={words.resetLead({ name: deed.member.name })}
            link={deed.link}
            onClose={close}
          />
        )}
      </Suspense>
    </SettingsFrame>
  );
}

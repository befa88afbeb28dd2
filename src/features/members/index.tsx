// People of the organization: members, teams, invitations.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "members",
  routes: [{ path: "settings/members", lazy: () => import("./MembersPage"), permission: "members:read" }],
  commands: [
    {
      id: "members.invite",
      label: { en: "Invite somebody", ru: "Пригласить сотрудника" },
      keywords: "member team user пользователь команда",
      permission: "members:manage",
      run: ({ go }) => go("settings/members?invite=1"),
    },
  ],
};

// The organization's mails.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "outbox",
  routes: [{ path: "settings/outbox", lazy: () => import("./OutboxPage"), permission: "outbox:read" }],
  commands: [
    {
      id: "outbox.open",
      order: 80,
      label: { en: "Mail outbox", ru: "Исходящая почта" },
      keywords: "email invitations quotes письма",
      permission: "outbox:read",
      run: ({ go }) => go("settings/outbox"),
    },
  ],
};

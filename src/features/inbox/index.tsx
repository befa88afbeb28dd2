// The inbox: in the menu, the palette and the address; a customer's conversation; the accounts behind it.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "inbox",
  routes: [
    { path: "inbox", lazy: () => import("./InboxPage"), permission: "communications:read" },
    { path: "settings/channels", lazy: () => import("./ChannelsPage"), permission: "settings:manage" },
  ],
  commands: [
    {
      id: "inbox.channels",
      order: 81,
      label: { en: "Channels", ru: "Каналы" },
      keywords: "whatsapp sms twilio email inbox сообщения почта",
      permission: "settings:manage",
      run: ({ go }) => go("settings/channels"),
    },
  ],
};

// Templates of messages: a page of the settings; campaigns and whoever writes messages choose among them.
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "templates",
  routes: [
    { path: "settings/templates", lazy: () => import("./TemplatesPage"), permission: "templates:manage" },
  ],
  commands: [
    {
      id: "settings.templates",
      order: 82,
      label: { en: "Message templates", ru: "Шаблоны сообщений" },
      keywords: "templates messages mail sms whatsapp шаблоны письма сообщения тексты",
      permission: "templates:manage",
      run: ({ go }) => go("settings/templates"),
    },
  ],
};

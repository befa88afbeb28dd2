// The counter: staff at a till, on whatever screen stands there.
import { DesktopIcon } from "@radix-ui/react-icons";
import type { Feature } from "../../app/feature";

export const feature: Feature = {
  name: "counter",
  routes: [
    {
      path: "counter",
      lazy: () => import("./CounterPage"),
      permission: "pos:lookup",
      flag: "pos-transition",
    },
    { path: "transactions/waiting", lazy: () => import("./WaitingPage"), permission: "transactions:assign" },
  ],
  commands: [
    {
      id: "counter.serve",
      order: 14,
      label: { en: "Serve a customer at the counter", ru: "Обслужить клиента на кассе" },
      keywords: "till pos cash register касса продажа",
      icon: <DesktopIcon aria-hidden />,
      permission: "pos:lookup",
      flag: "pos-transition",
      run: ({ go }) => go("counter"),
    },
  ],
};

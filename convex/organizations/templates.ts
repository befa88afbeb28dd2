/** What an industry template sets up; everything can be changed afterwards in the settings. Pure. */
import type { SettingsInput, Template } from "./shape";

type Preset = Pick<
  SettingsInput,
  "activeWindowDays" | "churn" | "identityPolicy" | "recordVisibility" | "unassignedPoolVisible" | "modules"
>;

const base: Preset = {
  activeWindowDays: 90,
  churn: { mediumAfterDays: 60, highAfterDays: 120 },
  identityPolicy: { email: "block", phone: "block", name: "confirm", requiredContact: "either" },
  recordVisibility: "assigned",
  unassignedPoolVisible: true,
  modules: { quotes: true, leads: true, tours: false, pos: false },
};

export const templatePresets: Record<Template, Preset> = {
  generic: base,
  // Travellers come back once or twice a year, and inquiries belong to whoever answers first.
  tours: {
    ...base,
    activeWindowDays: 365,
    churn: { mediumAfterDays: 270, highAfterDays: 540 },
    modules: { ...base.modules, tours: true },
  },
  // A shop knows its customers by phone, every clerk serves everybody, and a month is long.
  retail: {
    ...base,
    churn: { mediumAfterDays: 30, highAfterDays: 60 },
    identityPolicy: { ...base.identityPolicy, name: "warn", requiredContact: "phone" },
    recordVisibility: "org",
    modules: { ...base.modules, quotes: false, pos: true },
  },
  // Crews work on each other's customers.
  services: { ...base, recordVisibility: "team", churn: { mediumAfterDays: 90, highAfterDays: 180 } },
};

// The features of the app. Each colleague adds one import and one line; order does not matter (nav entries carry theirs).
import type { Feature } from "./feature";
import { feature as customers } from "../features/customers";
import { feature as dashboard } from "../features/dashboard";
import { feature as firstRun } from "../features/firstRun";
import { feature as identity } from "../features/identity";
import { feature as imports } from "../features/imports";
import { feature as jobs } from "../features/jobs";
import { feature as leads } from "../features/leads";
import { feature as organizations } from "../features/organizations";
import { feature as settings } from "../features/settings";
import { feature as outbox } from "../features/outbox";
import { feature as members } from "../features/members";
import { feature as quotes } from "../features/quotes";
import { feature as today } from "../features/today";
import { feature as widgets } from "../features/widgets";

export const features: readonly Feature[] = [
  customers,
  dashboard,
  firstRun,
  identity,
  imports,
  jobs,
  leads,
  organizations,
  settings,
  outbox,
  members,
  quotes,
  today,
  widgets,
];

// Every feature of the app, one line each, by name. The order decides nothing: the menu has its own (navigation.tsx).
import type { Feature } from "./feature";
import { feature as apiKeys } from "../features/apiKeys";
import { feature as bookings } from "../features/bookings";
import { feature as campaigns } from "../features/campaigns";
import { feature as consent } from "../features/consent";
import { feature as counter } from "../features/counter";
import { feature as customers } from "../features/customers";
import { feature as dashboard } from "../features/dashboard";
import { feature as dataExports } from "../features/exports";
import { feature as fields } from "../features/fields";
import { feature as firstRun } from "../features/firstRun";
import { feature as identity } from "../features/identity";
import { feature as imports } from "../features/imports";
import { feature as inbox } from "../features/inbox";
import { feature as items } from "../features/items";
import { feature as jobs } from "../features/jobs";
import { feature as leads } from "../features/leads";
import { feature as loyalty } from "../features/loyalty";
import { feature as merging } from "../features/merging";
import { feature as mirror } from "../features/mirror";
import { feature as members } from "../features/members";
import { feature as orders } from "../features/orders";
import { feature as organizations } from "../features/organizations";
import { feature as outbox } from "../features/outbox";
import { feature as packages } from "../features/packages";
import { feature as people } from "../features/people";
import { feature as profiles } from "../features/profiles";
import { feature as quotes } from "../features/quotes";
import { feature as serviceJobs } from "../features/serviceJobs";
import { feature as settings } from "../features/settings";
import { feature as templates } from "../features/templates";
import { feature as today } from "../features/today";
import { feature as tours } from "../features/tours";
import { feature as transactions } from "../features/transactions";
import { feature as widgets } from "../features/widgets";

export const features: readonly Feature[] = [
  apiKeys,
  bookings,
  campaigns,
  consent,
  counter,
  customers,
  dashboard,
  dataExports,
  fields,
  firstRun,
  identity,
  imports,
  inbox,
  items,
  jobs,
  leads,
  loyalty,
  members,
  merging,
  mirror,
  orders,
  organizations,
  outbox,
  packages,
  people,
  profiles,
  quotes,
  serviceJobs,
  settings,
  templates,
  today,
  tours,
  transactions,
  widgets,
];

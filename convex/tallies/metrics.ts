/**
 * The metrics Orbit counts as it writes. A metric's rows are found by `key`
 * and `part`; inside a row, `cells` split the number further, so that a
 * dashboard reads a few rows whatever the size of the organization.
 *
 * `shards`: rows that many people write at the same moment are spread over
 * several, so that transactions do not collide; readers add the shards up.
 * `isRanked`: its rows are looked for by how much they count (read.ts), and
 * are moved in an index at every change.
 */
export const metrics = {
  /** key "", cells `status.type.active`: all customers, the deleted ones too. */
  customers: { shards: 4 },
  /** key owner, cells as `customers`. One shard, so that the largest owners can be read by index. */
  customersByOwner: { shards: 1, isRanked: true },
  /** key folded tag, cells as `customers`. */
  customersByTag: { shards: 1 },
  /** key folded tag, part owner, cells as `customers`. */
  customersByTagOwner: { shards: 1 },
  /** key "", cells `currency.status`: live customers worth more than nothing; sum = lifetime value in minor units. */
  value: { shards: 4 },
  /** key owner, cells as `value`. */
  valueByOwner: { shards: 1 },
  /** key "", cells `tier.currency`: live customers with a VIP tier; sum = lifetime value in minor units. */
  vip: { shards: 4 },
  vipByOwner: { shards: 1 },
  /** key "", part month, cells day of the month: live customers by creation. Creation is serial already (customer codes). */
  created: { shards: 1 },
  createdByOwner: { shards: 1 },
  /** key "", part month, cells day of the month: live customers by their newest contact. */
  contacted: { shards: 4 },
  contactedByOwner: { shards: 1 },
  /** key "", cells status: leads by status. */
  leads: { shards: 4 },
  leadsByOwner: { shards: 1 },
  /** key "", part month, cells day of the month: open follow-ups by the day they are due. One shard, so that past months vanish at zero. */
  followUps: { shards: 1 },
  followUpsByOwner: { shards: 1 },
  /** key "", cells active and archived: items of the catalogue. */
  items: { shards: 1 },
  /** key "", cells active and inactive: templates of messages. */
  templates: { shards: 1 },
  /** key "", cells `status.currency`: quotes; sum = total in minor units. */
  quotes: { shards: 4 },
  quotesByOwner: { shards: 1 },
  /** key customer, cells as `quotes`. */
  quotesOfCustomer: { shards: 1 },
  /** key "", cells `status.currency`: orders; sum = total in minor units. */
  orders: { shards: 4 },
  ordersByOwner: { shards: 1 },
  /** key "", cells `status.currency`: jobs of service work; sum = value in minor units. */
  serviceJobs: { shards: 4 },
  serviceJobsByOwner: { shards: 1 },
  /** key customer, cells as `serviceJobs`. */
  serviceJobsOfCustomer: { shards: 1 },
  /** key "", part month, cells `day.currency.method`: completed sales by the day of the sale; sum in minor units. */
  sales: { shards: 2 },
  salesByOwner: { shards: 1 },
  /** key "", cells `currency.method`: all completed sales. */
  salesEver: { shards: 4 },
  salesEverByOwner: { shards: 1 },
  /** key package, cells `status.currency`: sold packages but for cancelled ones; sum = what was paid in minor units. */
  packages: { shards: 2 },
  /** key customer, cells status: their packages, likewise. */
  packagesOfCustomer: { shards: 1 },
  /** key "", part month, cells day of the month: live customers by their last visit. */
  visited: { shards: 4 },
  visitedByOwner: { shards: 1 },
  /** key "", cells "once" and "again": live customers who came; sum = their visits. */
  visitors: { shards: 4 },
  visitorsByOwner: { shards: 1 },
  /** key "", cells status: pairs of the review queue. */
  duplicates: { shards: 4 },
  /** key "", part month, cells `day.status.currency`: bookings by the day of departure; sum = total in minor units. */
  bookings: { shards: 2 },
  bookingsByOwner: { shards: 1 },
  /** key "", cells `status.currency`: all bookings. */
  bookingsEver: { shards: 4 },
  bookingsEverByOwner: { shards: 1 },
  /** key customer, part month, cells day of the month: bookings by the day of departure, without the cancelled ones. */
  bookingsOfCustomer: { shards: 1 },
  /** key "", cells `channel.read` and `channel.unread`: conversations of live customers; sum = unread messages. */
  threads: { shards: 4 },
  threadsByOwner: { shards: 1 },
  /** key "", cells open and discarded: messages of unknown senders. */
  unmatched: { shards: 2 },
  /** key "", cells active and inactive: tours. */
  tours: { shards: 1 },
  /** key "", cells linked and unlinked: the website's profiles. */
  profiles: { shards: 4 },
  /** key person, part month, cells `day.type`: interactions they are responsible for, by the day of the interaction. */
  responsible: { shards: 1 },
  /** key person, part month, cells `day.type`: interactions they wrote down themselves. */
  logged: { shards: 1 },
  /** key person, part month, cells `day.channel`: messages they sent, calls apart. */
  sent: { shards: 1 },
  /** key person, part month, cells `day.lead` and `day.message`: what they answered, by the day of the answer; sum = waiting in ms. */
  answered: { shards: 1 },
  /** key owner, part month, cells `day.status`: leads by the day they came. */
  cameByOwner: { shards: 1 },
  /** key owner, part month, cells `day.source.currency`: what was bought, each as far as no other pays or fulfils it; sum in minor units. */
  earnedByOwner: { shards: 1 },
  /** key "", cells state: customers of the older point of sale. */
  legacyCustomers: { shards: 4 },
  /** key "", cells status: changes on their way between both. */
  syncJobs: { shards: 4 },
  /** key "", part month, cells `day.completed` and `day.failed`: changes by the day they arrived, sum = how long that took in ms, or a person's turn came. */
  syncOutcomes: { shards: 4 },
  /** key "", cells own and older: bookings by where their customer was looked for. */
  bookingFlows: { shards: 1 },
  /** key "", cells `status.critical` and `status.minor`: fields in which both differ. */
  syncDifferences: { shards: 4 },
} as const satisfies Record<string, { shards: number; isRanked?: true }>;

export type Metric = keyof typeof metrics;
/** Metrics whose largest keys can be asked for. */
export type RankedMetric = {
  [M in Metric]: (typeof metrics)[M] extends { isRanked: true } ? M : never;
}[Metric];

export const isRanked = (metric: Metric): metric is RankedMetric => "isRanked" in metrics[metric];

/** One change of one cell; `count` and `sum` are added and may be negative. */
export interface TallyChange {
  metric: Metric;
  key: string;
  part: string;
  cell: string;
  count: number;
  sum: number;
}

/** Stands for "nobody" where a key or part is an owner; no id looks like it. */
export const unassigned = "-";

/** The owner's place in a key. */
export function ownerKey(ownerId: string | null | undefined): string {
  return ownerId ?? unassigned;
}

/** Where a calendar day is counted: its month is the part, its day the cell. */
export function dayPlace(day: string): { part: string; cell: string } {
  return { part: day.slice(0, 7), cell: day.slice(8, 10) };
}

/** The four fields of a customer that say to which profile of the website it is linked (PRL-03). Pure. */

/** What they are without a link. */
export const noLink = {
  linkedProfileId: undefined,
  profileLinkConfidence: undefined,
  profileLinkMethod: undefined,
  profileLinkedAt: undefined,
} as const;

export const linkFields = Object.keys(noLink) as (keyof typeof noLink)[];

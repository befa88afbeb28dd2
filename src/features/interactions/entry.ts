// Pure: from one text field to an interaction, and the times a follow-up is usually wanted.

/** The first line is the subject (cut at 200 characters, at a word), the whole text the description. */
export function readEntry(text: string): { subject: string; description: string } | null {
  const description = text.trim();
  if (description === "") return null;
  const first = description.split("\n", 1)[0]!.trim();
  if (first.length <= 200) return { subject: first, description };
  const cut = first.slice(0, 199);
  return { subject: `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 120))}…`, description };
}

/** Nine in the morning, so many days from now, by this machine's clock. */
export function morningIn(days: number, now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(9, 0, 0, 0);
  return date.getTime();
}

// Names in a note: where "@" is being typed, and who is named in the finished text. Pure.

export interface Person {
  userId: string;
  name: string;
}

/** The word after the last "@" before the caret, while it may still become a name; null elsewhere. */
export function mentionAt(text: string, caret: number): { from: number; typed: string } | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf("@");
  // An "@" inside a word is an e-mail address, not a name.
  if (at === -1 || (at > 0 && /[\p{L}\p{N}._-]/u.test(before[at - 1]!))) return null;
  const typed = before.slice(at + 1);
  return /^[\p{L}\p{N}'.-]*(?: [\p{L}\p{N}'.-]*)?$/u.test(typed) && typed.length <= 40
    ? { from: at, typed }
    : null;
}

/** The text with the name in place of what was typed, and where the caret goes. */
export function putName(
  text: string,
  place: { from: number; typed: string },
  name: string,
): { text: string; caret: number } {
  const after = text.slice(place.from + 1 + place.typed.length);
  const named = `@${name}${after.startsWith(" ") ? "" : " "}`;
  return { text: text.slice(0, place.from) + named + after, caret: place.from + named.length };
}

/** Those of `people` whose "@Name" stands in the text. */
export function namedIn<P extends Person>(text: string, people: readonly P[]): P[] {
  return people.filter(({ name }) => name !== "" && text.includes(`@${name}`));
}

/** The text cut where names stand, longest names first, so that "@Ann Lee" is not taken for "@Ann". */
export function cutAtNames(text: string, people: readonly Person[]): { text: string; isName: boolean }[] {
  const names = people
    .map(({ name }) => name)
    .filter((name) => name !== "")
    .toSorted((a, b) => b.length - a.length);
  const parts: { text: string; isName: boolean }[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const name = text[at] === "@" ? names.find((one) => text.startsWith(one, at + 1)) : undefined;
    if (name === undefined) {
      plain += text[at]!;
      at += 1;
      continue;
    }
    if (plain !== "") parts.push({ text: plain, isName: false });
    plain = "";
    parts.push({ text: `@${name}`, isName: true });
    at += 1 + name.length;
  }
  if (plain !== "") parts.push({ text: plain, isName: false });
  return parts;
}

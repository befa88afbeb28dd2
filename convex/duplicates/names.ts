/** Whether two names may be one person's, token by token: typos, other scripts, other orders, short forms. Pure. */
import { words } from "../shared/text";
import { isGivenName, sameGivenName } from "./given";
import { editDistance, isAlike, soundOf, toLatin } from "./sound";

/**
 *  same      the same words, in any order and script
 *  similar   every word answers to one of the other's, spelt a little differently; a middle name may be missing
 *  part      one is a piece of the other, or the given name agrees and the family name does not
 *  other     the words contradict each other: relatives, or strangers
 *  unknown   one of them has no name
 */
export type NameAgreement = "same" | "similar" | "part" | "other" | "unknown";

/** Titles and legal forms; they come and go between two records of the same. */
const noise = new Set(
  (
    "mr mrs ms miss dr prof sir madam khun " +
    "llc ltd inc corp co gmbh ag oy ab sa srl bv plc pty llp limited company " +
    "ooo ip ao zao pao too ichp tdv fop"
  ).split(" "),
);
/** Cyrillic letters that look like Latin ones: a word of both scripts was typed in the wrong layout. */
const lookalikes: Record<string, string> = {
  а: "a",
  в: "b",
  е: "e",
  к: "k",
  м: "m",
  н: "h",
  о: "o",
  р: "p",
  с: "c",
  т: "t",
  у: "y",
  х: "x",
  і: "i",
  ј: "j",
  ѕ: "s",
};

/** The words of a name that tell people apart, in Latin letters where there is a way; at most eight. */
export function nameTokens(name: string): string[] {
  const bare = name
    .replace(/<[^<>]*>/g, " ")
    .replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, "")
    // "O'Brien" and "OBrien" are one word.
    .replace(/(\p{L})['’`](?=\p{L})/gu, "$1");
  const outside = bare.replace(/\([^()]*\)/g, " ");
  const found = words(/\p{L}/u.test(outside) ? outside : bare).map(latin);
  const telling = found.filter((word) => !noise.has(word));
  return (telling.length > 0 ? telling : found).slice(0, 8);
}

function latin(word: string): string {
  const isMixed = /[a-z]/.test(word) && /[\u0400-\u04FF]/.test(word);
  const straight = isMixed
    ? word.replace(/[\u0400-\u04FF]/g, (letter) => lookalikes[letter] ?? letter)
    : word;
  return toLatin(straight);
}

export function agreementOf(a: readonly string[], b: readonly string[]): NameAgreement {
  if (a.length === 0 || b.length === 0) return "unknown";
  if (joined(a) === joined(b) || a.join("") === b.join("")) return "same";
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  const { pairs, leftShort, leftLong } = align(shorter, longer);
  const whole = pairs.filter(({ kind }) => kind !== "initial");
  if (leftShort.length === 0 && whole.length > 0) {
    if (shorter.length === longer.length && pairs.every(({ kind }) => kind === "same")) return "same";
    if (leftLong.some((word) => /^\p{N}+$/u.test(word))) return "other";
    if (shorter.length === 1 && longer.length > 1) return isRunTogether(shorter, longer) ? "similar" : "part";
    return whole.length < 2 && pairs.length > 1 ? "part" : "similar";
  }
  if (isRunTogether(shorter, longer)) return "similar";
  // One person may change the family name; two people of one family share it.
  return pairs.some(({ kind, word }) => kind !== "initial" && isGivenName(word)) &&
    !leftShort.some(isGivenName)
    ? "part"
    : "other";
}

/** The words without the spaces between them, whatever their order. */
function joined(tokens: readonly string[]): string {
  return [...tokens].sort().join("");
}

/** "HenryRodriguez" and "Henry Rodriguez", in either order, with a typo at most. */
function isRunTogether(shorter: readonly string[], longer: readonly string[]): boolean {
  if (shorter.length === longer.length || longer.length > 4) return false;
  const text = shorter.join("");
  if (text.length < 6) return false;
  return [longer, [...longer].reverse()].some((order) => isAlike(text, order.join(""), 0.9));
}

interface Pair {
  kind: "same" | "similar" | "initial";
  word: string;
}

/** Each word of the shorter name with the best word of the longer that is still free. */
function align(
  shorter: readonly string[],
  longer: readonly string[],
): { pairs: Pair[]; leftShort: string[]; leftLong: string[] } {
  const kinds = shorter.map((word) => longer.map((other) => tokenKind(word, other)));
  const taken = new Set<number>();
  const pairs: Pair[] = [];
  let open = [...shorter.keys()];
  for (const kind of ["same", "similar", "initial"] as const) {
    open = open.filter((at) => {
      const found = kinds[at]!.findIndex((one, other) => one === kind && !taken.has(other));
      if (found === -1) return true;
      pairs.push({ kind, word: shorter[at]! });
      taken.add(found);
      return false;
    });
  }
  return {
    pairs,
    leftShort: open.map((at) => shorter[at]!),
    leftLong: longer.filter((_, at) => !taken.has(at)),
  };
}

function tokenKind(a: string, b: string): Pair["kind"] | null {
  if (a === b) return "same";
  if (/^\p{N}+$/u.test(a) || /^\p{N}+$/u.test(b)) return null;
  const isInitial = [...a].length === 1 || [...b].length === 1;
  if (isInitial) return isLatin(a) && a[0] === b[0] ? "initial" : null;
  const given = sameGivenName(a, b);
  if (given !== null) return given ? "similar" : null;
  return isMisspelt(a, b) || soundsAlike(a, b) ? "similar" : null;
}

const isLatin = (word: string) => /^[a-z]+$/.test(word);

/**
 * One slip of the keyboard in a short word, two in a long one. A letter
 * replaced in a short word makes another name (Asel and Adel); Chinese names
 * differ by whole words, so there only a swap is a slip.
 */
function isMisspelt(a: string, b: string): boolean {
  const length = Math.max(a.length, b.length);
  if (length < 2) return false;
  const slips = Math.abs(a.length - b.length) > 2 ? Infinity : editDistance(a, b);
  if (slips > (length < 6 ? 1 : 2)) return false;
  const isSwap = a.length === b.length && [...a].sort().join("") === [...b].sort().join("");
  if (/\p{Script=Han}/u.test(a)) return isSwap && slips === 1;
  if (isSwap) return length > 2;
  if (a.length !== b.length) return slips === 1 ? length > 3 || a[0] === b[0] : length >= 8 || a[0] === b[0];
  return length >= 7 || (length >= 5 && a[0] === b[0]);
}

function soundsAlike(a: string, b: string): boolean {
  if (!isLatin(a) || !isLatin(b)) return false;
  const sound = soundOf(a);
  if (sound.length < 2 || sound !== soundOf(b) || !isAlike(a, b, 0.5)) return false;
  const soft = /[eiyj]/;
  return a[0] === b[0] || !/^[aeiouy]/.test(a) || (soft.test(a[0]!) && soft.test(b[0]!));
}

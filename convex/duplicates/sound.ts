/** How a name sounds, roughly and alike in Latin and Cyrillic, for finding misspelt doubles. Pure. */
import { words } from "../shared/text";

/** Cyrillic letters of Russian, Ukrainian, Belarusian and Kazakh, already folded. */
const latinOf: Record<string, string> = {
  а: "a",
  ә: "a",
  б: "b",
  в: "v",
  г: "g",
  ґ: "g",
  ғ: "g",
  д: "d",
  е: "e",
  є: "e",
  ж: "zh",
  з: "z",
  и: "i",
  і: "i",
  й: "i",
  к: "k",
  қ: "k",
  л: "l",
  м: "m",
  н: "n",
  ң: "n",
  о: "o",
  ө: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ү: "u",
  ұ: "u",
  ў: "u",
  ф: "f",
  х: "kh",
  һ: "h",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sh",
  ъ: "",
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
};

export function toLatin(word: string): string {
  if (!/[\u0400-\u04FF]/.test(word)) return word;
  return word.replace(/[\u0400-\u04FF]/g, (letter) => latinOf[letter] ?? letter);
}

/** Spellings that sound alike, longest first; applied to Latin letters. */
const alike: readonly [RegExp, string][] = [
  [/w/g, "v"],
  [/x/g, "ks"],
  [/dzh|dj|zh|gj/g, "j"],
  // From here on "w" stands for the sound of sh and ch.
  [/sch|tsch|tch|ch|sh/g, "w"],
  [/ph/g, "f"],
  [/kh|ck|q/g, "k"],
  [/gh(?=[aeiouy])/g, "g"],
  [/gh/g, ""],
  [/th/g, "t"],
  [/ts|tz|z/g, "s"],
  [/c(?=[eiy])/g, "s"],
  [/c/g, "k"],
  [/g(?=[eiy])/g, "j"],
];

/** Sounds of the latest words: those of a name are asked for several times, and given names come again and again. */
const sounds = new Map<string, string>();
const mostSounds = 2_000;

/** Consonants of a word in sound classes: "Johnson", "Jonson" and "Джонсон" are all "JNSN". Other scripts stay as they are. */
export function soundOf(word: string): string {
  let sound = sounds.get(word);
  if (sound !== undefined) return sound;
  sound = workedOut(word);
  if (sounds.size >= mostSounds) sounds.clear();
  sounds.set(word, sound);
  return sound;
}

function workedOut(word: string): string {
  const latin = toLatin(word);
  if (!/^[a-z]+$/.test(latin)) return latin;
  let sound = latin;
  for (const [pattern, replacement] of alike) sound = sound.replace(pattern, replacement);
  const head = /^[aeiouy]/.test(sound) ? "a" : "";
  const consonants = sound.replace(/[aeiouyh]/g, "").replace(/(.)\1+/g, "$1");
  return (head + consonants || latin.slice(0, 1)).toUpperCase();
}

export interface NameKeys {
  /** Words folded and sorted: "Johnson, ALICE" -> "alice johnson". */
  exact: string;
  /** The same in Latin letters. */
  latin: string;
  sound: string;
  /** At most four: each longer word's sound with the first letter of one other word. A number sounds like itself alone. */
  partial: string[];
}

const isNumber = (sound: string) => /^\d+$/.test(sound);

/** Null when the name has no letter or digit. Only the first six words count. */
export function nameKeys(name: string): NameKeys | null {
  const sorted = words(name).slice(0, 6).sort();
  if (sorted.length === 0) return null;
  const latin = sorted.map(toLatin).sort();
  // In capitals: what has no sound of its own stays as it is written, and its first letter is compared.
  const sounds = latin.map((word) => soundOf(word).toUpperCase());
  const partial = new Set<string>();
  for (const [index, sound] of sounds.entries()) {
    for (const other of latin.keys()) {
      if (other === index || sound.length < 2 || isNumber(sound) || partial.size === 4) continue;
      partial.add(`${sound} ${[...sounds[other]!][0] ?? ""}`);
    }
  }
  return {
    exact: sorted.join(" "),
    latin: latin.join(" "),
    sound: [...sounds].sort().join(" "),
    partial: [...partial],
  };
}

/** The partial key that the sounds of a name begin with; null where they begin with none. */
export function beginningOf(sounds: string): string | null {
  const [first = "", second = ""] = sounds.split(" ", 2);
  return first.length < 2 || second === "" ? null : `${first} ${[...second][0]!}`;
}

/** The sounds of a name from the last to the first; null for one word, which has no other order. */
export function reversedSound(sound: string): string | null {
  const sounds = sound.split(" ");
  return sounds.length === 1 ? null : sounds.reverse().join(" ");
}

/** 1 for equal texts, 0 for nothing in common: edits (with neighbouring letters swapped as one) by the longer length. */
export function similarity(a: string, b: string): number {
  const longest = longer(a, b);
  return longest === 0 ? 1 : 1 - editDistance(a.slice(0, most), b.slice(0, most)) / longest;
}

/** Whether two texts are at least so alike: where their lengths tell that they are not, without looking at a letter. */
export function isAlike(a: string, b: string, least: number): boolean {
  const missing = Math.abs(Math.min(a.length, most) - Math.min(b.length, most));
  if (missing > 0 && 1 - missing / longer(a, b) < least) return false;
  return similarity(a, b) >= least;
}

/** Letters of a text that count. */
const most = 120;

const longer = (a: string, b: string) => Math.min(Math.max(a.length, b.length), most);

/** Three rows of the table, used again by every call: names are compared by the hundred while one is entered. */
let table = new Uint32Array(3 * 128);

/** Letters to add, drop, replace, or swap with a neighbour. */
export function editDistance(a: string, b: string): number {
  // What both begin or end with takes no edit.
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--;
    endB--;
  }
  const down = endA - start;
  const across = endB - start;
  if (down === 0 || across === 0) return down + across;
  const width = across + 1;
  if (table.length < 3 * width) table = new Uint32Array(3 * width);
  // Where each row begins.
  let beforeLast = 0;
  let last = width;
  let row = 2 * width;
  for (let j = 0; j <= across; j++) table[last + j] = j;
  let letterBefore = -1;
  for (let i = 1; i <= down; i++) {
    const letter = a.charCodeAt(start + i - 1);
    let otherBefore = -1;
    table[row] = i;
    for (let j = 1; j <= across; j++) {
      const other = b.charCodeAt(start + j - 1);
      let best = table[last + j - 1]! + (letter === other ? 0 : 1);
      const dropped = table[last + j]! + 1;
      const added = table[row + j - 1]! + 1;
      if (dropped < best) best = dropped;
      if (added < best) best = added;
      if (i > 1 && j > 1 && letter === otherBefore && letterBefore === other) {
        const swapped = table[beforeLast + j - 2]! + 1;
        if (swapped < best) best = swapped;
      }
      table[row + j] = best;
      otherBefore = other;
    }
    letterBefore = letter;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return table[last + across]!;
}

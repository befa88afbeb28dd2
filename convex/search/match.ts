/** How well a record answers a search, and by which of its facts. Pure. */
import { editDistance, soundOf } from "../duplicates/sound";

/** Which fact of a record a search was answered by. */
export type MatchedBy =
  "code" | "name" | "company" | "email" | "phone" | "contact" | "tag" | "city" | "field" | "note";

/** A fact of a record and its words, as the index spells them. */
export interface Fact {
  by: MatchedBy;
  words: readonly string[];
}

export interface Match {
  /** Above 0; 1 is every word whole and in the name. */
  score: number;
  /** The weakest word's fact: what tells the reader most about why the record is here. */
  by: MatchedBy;
  /** Whether some word was only guessed at. */
  isGuess: boolean;
}

const weights: Record<MatchedBy, number> = {
  code: 1,
  name: 1,
  company: 0.9,
  email: 0.85,
  phone: 0.85,
  contact: 0.8,
  tag: 0.7,
  city: 0.6,
  field: 0.6,
  note: 0.4,
};

/** Of a whole word, its beginning, a misspelt and an alike sounding one. */
const whole = 1;
const beginning = 0.85;
const misspelt = 0.5;
const alike = 0.45;
const guesses = misspelt;

/** Null unless every word typed is found in some fact of the record. */
export function match(typed: readonly string[], facts: readonly Fact[], mayGuess: boolean): Match | null {
  let sum = 0;
  let isGuess = false;
  let by: MatchedBy = "name";
  let weakest = Infinity;
  for (const word of typed) {
    let best = 0;
    let bestBy: MatchedBy = "name";
    for (const fact of facts) {
      // Its words need not be worked out: none could weigh more.
      if (best >= whole * weights[fact.by]) continue;
      const likeness = likenessIn(word, fact.words, mayGuess) * weights[fact.by];
      if (likeness > best) [best, bestBy] = [likeness, fact.by];
    }
    if (best === 0) return null;
    if (best <= guesses) isGuess ||= best <= guesses * weights[bestBy];
    if (best < weakest) [weakest, by] = [best, bestBy];
    sum += best;
  }
  return { score: sum / typed.length, by, isGuess };
}

/** Whether any fact has the word, or a word that begins with it. */
export function holds(word: string, facts: readonly Fact[]): boolean {
  return facts.some(({ words }) => words.some((held) => held.startsWith(word)));
}

function likenessIn(word: string, held: readonly string[], mayGuess: boolean): number {
  let best = 0;
  for (const other of held) best = Math.max(best, likeness(word, other, mayGuess));
  return best;
}

export function likeness(typed: string, held: string, mayGuess: boolean): number {
  if (held === typed) return whole;
  if (held.startsWith(typed)) return beginning;
  if (!mayGuess || typed.length < 3 || held.length < 3 || /\d/.test(typed + held)) return 0;
  const allowed = typed.length >= 8 ? 2 : 1;
  const longer = Math.abs(typed.length - held.length);
  if (longer <= allowed) {
    const errors = editDistance(typed, held);
    if (errors <= allowed) return errors === 1 ? misspelt : alike;
  }
  // While the word is still being typed, its beginning may hold the error.
  if (
    typed.length >= 5 &&
    held.length > typed.length &&
    editDistance(typed, held.slice(0, typed.length)) <= 1
  )
    return alike;
  const sound = soundOf(typed);
  if (sound.length >= 3 && longer <= 4 && sound === soundOf(held)) return alike;
  return 0;
}

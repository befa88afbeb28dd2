/** What somebody means by what they typed into a search: a code, a number, an address, or words. Pure. */
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { shortestFragment } from "./keys";
import { searchWords } from "./words";

/** Convex searches for at most 16 words; misspelt ones need some of them. */
const mostWords = 8;
/** Longest text that is looked at. */
const longestText = 200;

export interface Understood {
  /** Cut and without outer space. */
  text: string;
  /** As the index spells them; a number and a code are one word. */
  words: readonly string[];
  /** Further spellings of the one number, without the digits dialled before it. */
  otherDigits: readonly string[];
  /** "CUS-042" in capitals. */
  code: string | null;
  /** 42, for "42" and "0042". */
  codeNumber: number | null;
  email: string | null;
  /** E.164. */
  phone: string | null;
  /** Whether guesses at misspelling make sense: not for numbers, codes and addresses. */
  isWords: boolean;
}

/** `country` reads phones written without one. Null when there is nothing to look for. */
export function understand(typed: string, country: string): Understood | null {
  const text = typed.slice(0, longestText).trim();
  const words = searchWords(text).slice(0, mostWords);
  if (words.length === 0) return null;
  const digits = text.replace(/\D/g, "");
  const isNumber = digits.length >= 1 && /^[+#\d\s().-]+$/.test(text);
  const isCode = /^\p{L}{1,8}\s*[-–—]\s*\d+$/u.test(text);
  const email = normalizeEmail(text);
  return {
    text,
    words: isNumber && digits.length >= shortestFragment ? [digits] : isCode ? [words.join("")] : words,
    otherDigits: isNumber ? withoutTrunk(digits) : [],
    code: /\d/.test(text) && text.length <= 40 ? text.replace(/\s*[-–—]\s*/u, "-").toUpperCase() : null,
    codeNumber: isNumber && /^\s*#?\d{1,7}\s*$/.test(text) ? Number(digits) : null,
    email,
    phone: isNumber ? toE164(text, country) : null,
    isWords: !isNumber && !isCode && email === null && !text.includes("@"),
  };
}

/** "8 701 234" and "007 701" are dialled so, and kept as +7 701. */
function withoutTrunk(digits: string): string[] {
  const rest = new Set([digits.replace(/^(00|011|810)/, ""), digits.replace(/^[08]/, "")]);
  rest.delete(digits);
  return [...rest].filter((other) => other.length >= shortestFragment);
}

/** What makes a password too weak; pure, so that the form says it before the server does. */
import { fold } from "../shared/text";

export const minPasswordLength = 10;
/** Longer input only costs time; nobody types it. */
export const maxPasswordLength = 200;

export type PasswordWeakness = "tooShort" | "tooLong" | "likeEmail" | "common" | "repetitive";

/** The first reason a password is refused, or null when it may be used. */
export function passwordWeakness(password: string, email: string): PasswordWeakness | null {
  if ([...password].length < minPasswordLength) return "tooShort";
  if (password.length > maxPasswordLength) return "tooLong";
  const folded = fold(password);
  const [name = "", domain = ""] = email.toLowerCase().split("@");
  const company = domain.split(".")[0] ?? "";
  const bare = folded.replace(/[\d\W_]+/gu, "");
  if (folded === email.toLowerCase() || [name, company].some((word) => word.length > 3 && bare === word)) {
    return "likeEmail";
  }
  if (new Set(folded).size < 4) return "repetitive";
  return common.has(folded) || common.has(bare) || isRun(folded) ? "common" : null;
}

/** "abcdefghij", "9876543210": every step the same, up or down by one; 9 and 0 are neighbours. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((letter, i) => letter.charCodeAt(0) - text.charCodeAt(i));
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9);
}

/** Words that people build passwords from, compared with and without digits and signs around them. */
const common = new Set(
  (
    "password passwort passw0rd passwords parol пароль qwerty qwertyuiop qwertyqwerty йцукен йцукенгшщз azerty " +
    "asdfghjkl zxcvbnm qazwsx qazwsxedc qwertyasdfgh iloveyou iloveyouforever letmein letmeinplease welcome " +
    "welcomehome admin administrator root toor guest master superman batman dragon monkey football baseball " +
    "basketball princess sunshine shadow michael jennifer jordan ashley bailey charlie donald trustno changeme " +
    "changemenow secret secretsecret login loginlogin default defaultpassword starwars computer internet whatever " +
    "freedom killer pepper hunter soccer hockey ranger buster thomas robert cheese summer winter spring autumn " +
    "customer customers orbit orbitcrm orbitorbit sales salesteam company business passwordpassword testtest " +
    "testtesttest test testing temppassword temporary мойпароль привет любовь наташа qweasdzxc q1w2e3r4t5 " +
    "1q2w3e4r5t 1qaz2wsx3edc 1q2w3e4r5t6y a1b2c3d4e5 zaq12wsx abcd1234 p@ssw0rd p@ssword pa$$word"
  )
    .split(" ")
    .map(fold),
);

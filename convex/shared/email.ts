/** E-mail addresses as people type them. */
import { clean } from "./text";

/** Deliberately simple: something, one @, a domain with a dot, no spaces; at most 255 characters (VAL-05). */
const pattern = /^[^\s@<>(),;:"[\]\\]+@[^\s@.<>(),;:"[\]\\]+(\.[^\s@.<>(),;:"[\]\\]+)+$/u;

/** Lower case and trimmed, or null when it is no address. Two dots before the @ are accepted: real mailboxes have them. */
export function normalizeEmail(text: string): string | null {
  const email = clean(text).toLowerCase();
  return email.length <= 255 && pattern.test(email) ? email : null;
}

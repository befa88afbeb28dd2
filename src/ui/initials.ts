// Pure rules of the avatar: the letters and the tint of a name.

/** At most two letters: the first of the first and of the last word; "?" for a name without letters. */
export function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letter = (word: string | undefined) =>
    [...(word ?? "")].find((char) => /[\p{L}\p{N}]/u.test(char)) ?? "";
  const both = letter(words[0]) + (words.length > 1 ? letter(words.at(-1)) : "");
  return both.toLocaleUpperCase() || "?";
}

/** A hue in degrees, the same for the same name for ever; twelve steps so that neighbours differ visibly. */
export function nameHue(name: string): number {
  let hash = 2166136261;
  for (const char of name.trim().toLocaleLowerCase())
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  return ((hash >>> 0) % 12) * 30 + 10;
}

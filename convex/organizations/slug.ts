/** The organization's name as it stands in addresses. Pure. */
import { fold } from "../shared/text";

/** Cyrillic letters (Russian and Kazakh) after folding, as people usually write them in Latin. */
const latin: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", к: "k", л: "l", м: "m", н: "n",
  о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "sch",
  ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya", ә: "a", ғ: "g", қ: "k", ң: "n", ө: "o", ұ: "u", ү: "u",
  һ: "h", і: "i",
}; // prettier-ignore

/** Words that are, or may become, addresses of the app itself. */
const reserved = new Set(
  "account api admin app assets auth demo files healthz help join login new oauth orbit portal profile q quote reset settings sign-in sign-up signin signup static support ui v1 verify widgets www".split(
    " ",
  ),
);

/** "Алтай Тур & Co." -> "altai-tur-co"; never empty, never a reserved word, at most 40 characters. */
export function slugOf(name: string): string {
  const letters = [...fold(name)].map((letter) => latin[letter] ?? letter).join("");
  const slug = letters
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return slug === "" ? "organization" : reserved.has(slug) ? `${slug}-crm` : slug;
}

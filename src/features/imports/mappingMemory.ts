// What a column meant last time, by its heading: kept in this browser.
import { guessMapping, headingKey, isImportField, type ImportField } from "../../../convex/imports/fields";

const storageKey = "orbit.importColumns";

type Remembered = Record<string, string | null>;

function read(): Remembered {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "{}") as Remembered;
  } catch {
    return {};
  }
}

/** The mapping as it was chosen before, guesses for headings never seen; null when none was seen. */
export function rememberedMapping(headings: readonly string[]): (ImportField | null)[] | null {
  const remembered = read();
  const guessed = guessMapping(headings);
  if (!headings.some((heading) => headingKey(heading) in remembered)) return null;
  const taken = new Set<ImportField>();
  return headings.map((heading, column) => {
    const key = headingKey(heading);
    const field = key in remembered ? remembered[key]! : (guessed[column] ?? null);
    if (field === null || !isImportField(field) || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
}

/** Most headings kept; the oldest are forgotten. */
const kept = 500;

export function rememberMapping(headings: readonly string[], mapping: readonly (ImportField | null)[]): void {
  const remembered = read();
  headings.forEach((heading, column) => {
    const key = headingKey(heading);
    if (key === "") return;
    delete remembered[key];
    remembered[key] = mapping[column] ?? null;
  });
  try {
    localStorage.setItem(
      storageKey,
      JSON.stringify(Object.fromEntries(Object.entries(remembered).slice(-kept))),
    );
  } catch {
    // A full or forbidden storage only means that guesses are made again.
  }
}

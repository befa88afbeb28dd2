// Saving a document with lines, a quote or an order: what its shape refuses stands at its field, the first of them gets
// the focus, and whatever else goes wrong is told in a sentence.
import { useState } from "react";
import type * as z from "zod";
import { issuesOf } from "../../../convex/shared/validate";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { fieldMessage } from "../../data/fieldMessage";
import { useFormat } from "../../i18n/format";
import type { useLines } from "./useLines";

export function useSaving(
  /** Of everything but the lines, which tell of themselves. */
  shape: z.ZodType,
  lines: ReturnType<typeof useLines>,
  words: { changedElsewhere: string },
) {
  const { locale } = useFormat();
  const [issues, setIssues] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  /** Stores the entry unless something is to be mended first: in it, or in a line that could not be read. */
  async function save<Entry>(entry: Entry, isRead: boolean, store: (entry: Entry) => Promise<void>) {
    const checked = shape.safeParse(entry);
    const found = checked.success
      ? {}
      : Object.fromEntries(issuesOf(checked.error).map((issue) => [issue.path, fieldMessage(issue, locale)]));
    setIssues(found);
    setProblem(null);
    if (!isRead || Object.keys(found).length > 0) {
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(".quote-editor [aria-invalid]")?.focus(),
      );
      return;
    }
    setBusy(true);
    try {
      await store(entry);
    } catch (error) {
      const isStale = factsOf(error)?.code === "VERSION_CONFLICT";
      setProblem(isStale ? words.changedElsewhere : errorMessage(error, locale));
    } finally {
      setBusy(false);
    }
  }

  return {
    save,
    isBusy,
    issues,
    problem,
    isToMend: lines.problems.size > 0 || Object.keys(issues).length > 0,
    /** What was found wrong in these fields was found in what stood there before. */
    forget: (fields: readonly string[]) =>
      setIssues((before) =>
        Object.fromEntries(Object.entries(before).filter(([name]) => !fields.includes(name))),
      ),
  };
}

// What a change of kind would do, counted a page of customers at a time; a change of the draft begins again.
import { useEffect, useState } from "react";
import { useConvex } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { FieldDraft } from "../../../convex/fields/shape";
import { useOrg } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useLocale } from "../../i18n/locale";

type Page = FunctionReturnType<typeof api.fields.previewKind>;
export type Misfit = Page["misfits"][number];

export interface KindPreview {
  looked: number;
  fits: number;
  unfit: number;
  misfits: Misfit[];
  examples: Page["examples"];
  /** What the values say, most often said first. */
  found: Page["found"];
  blockedBy: string[];
  isDone: boolean;
  problem: string | null;
}

const nothing: KindPreview = {
  looked: 0,
  fits: 0,
  unfit: 0,
  misfits: [],
  examples: [],
  found: [],
  blockedBy: [],
  isDone: false,
  problem: null,
};
const mostShown = 8;

/** `draft` as the editor has it; null while no other kind is chosen. */
export function useKindPreview(key: string, draft: FieldDraft | null, dateOrder: "dmy" | "mdy"): KindPreview {
  const convex = useConvex();
  const { orgId } = useOrg();
  const locale = useLocale();
  const question = draft === null ? null : JSON.stringify({ orgId, key, draft, dateOrder });
  const [answer, setAnswer] = useState<{ question: string | null; preview: KindPreview }>({
    question: null,
    preview: nothing,
  });

  useEffect(() => {
    if (question === null) return undefined;
    let isOver = false;
    const asked = JSON.parse(question) as {
      orgId: typeof orgId;
      key: string;
      draft: FieldDraft;
      dateOrder: "dmy" | "mdy";
    };
    const timer = setTimeout(() => void run(), 250);
    async function run() {
      let sum = nothing;
      const seen = new Set<string>();
      let cursor: string | null = null;
      try {
        do {
          const page: Page = await convex.query(api.fields.previewKind, {
            ...asked,
            entity: "customers",
            ...(cursor === null ? {} : { cursor }),
          });
          if (isOver) return;
          cursor = page.cursor;
          sum = added(sum, page, seen);
          setAnswer({ question, preview: { ...sum, isDone: cursor === null } });
        } while (cursor !== null);
      } catch (error) {
        if (!isOver) setAnswer({ question, preview: { ...sum, problem: errorMessage(error, locale) } });
      }
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [convex, question, locale, orgId]);
  return answer.question === question ? answer.preview : { ...nothing, found: answer.preview.found };
}

/** Of values that become the same in a field where no two may be, the first one stays. */
function added(sum: KindPreview, page: Page, seen: Set<string>): KindPreview {
  let repeated = 0;
  for (const value of page.same) {
    if (seen.has(value)) repeated++;
    seen.add(value);
  }
  const found = new Map(sum.found.map((one) => [one.label.toLocaleLowerCase(), one]));
  for (const { label, count } of page.found) {
    const known = found.get(label.toLocaleLowerCase()) ?? { label, count: 0 };
    found.set(label.toLocaleLowerCase(), { label: known.label, count: known.count + count });
  }
  return {
    ...sum,
    looked: sum.looked + page.looked,
    fits: sum.fits + page.fits - repeated,
    unfit: sum.unfit + page.unfit + repeated,
    misfits: [...sum.misfits, ...page.misfits].slice(0, mostShown),
    examples: [...sum.examples, ...page.examples].slice(0, 5),
    found: [...found.values()].sort((a, b) => b.count - a.count).slice(0, 200),
    blockedBy: page.blockedBy,
  };
}

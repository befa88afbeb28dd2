// A record page in three parts: side by side where there is room, one at a time on a phone.
import { useState, type ReactNode } from "react";
import { useSearchParams } from "react-router";
import { Segmented } from "./Tabs";

type Part = "facts" | "main" | "next";

/** Facts (edited in place), the middle (tabs), what next. An address that names a tab opens the middle on a phone. */
export function SplitPage(props: {
  facts: ReactNode;
  children: ReactNode;
  next?: ReactNode;
  labels: Record<Part, string> & { parts: string };
}) {
  const { labels } = props;
  const [search] = useSearchParams();
  const [part, setPart] = useState<Part>(search.has("tab") ? "main" : "facts");
  const shown = (own: Part) => (own === part ? true : undefined);
  const parts: Part[] = props.next ? ["facts", "main", "next"] : ["facts", "main"];
  return (
    <>
      <div className="split-parts">
        <Segmented
          label={labels.parts}
          value={part}
          onChange={setPart}
          options={parts.map((value) => ({ value, label: labels[value] }))}
        />
      </div>
      <div className="split" data-two={props.next ? undefined : true}>
        <section className="split-facts" aria-label={labels.facts} data-shown={shown("facts")}>
          {props.facts}
        </section>
        <div className="split-main" data-shown={shown("main")}>
          {props.children}
        </div>
        {props.next && (
          <aside className="split-next" aria-label={labels.next} data-shown={shown("next")}>
            {props.next}
          </aside>
        )}
      </div>
    </>
  );
}

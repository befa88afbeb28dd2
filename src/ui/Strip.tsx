import { useRef, type HTMLAttributes } from "react";
import { useCentred } from "./useCentred";
import { useEdges } from "./useEdges";
import "./Strip.css";

/**
 * One line that is swiped sideways where it is wider than its room, and fades out where it goes on.
 * The place one is at (`aria-current`) is in sight.
 * `bleeds` takes it over the gutters on a phone, for a line that stands inside them.
 */
export function Strip({
  bleeds,
  className = "",
  ...line
}: { bleeds?: boolean } & HTMLAttributes<HTMLDivElement>) {
  const ref = useRef<HTMLDivElement>(null);
  useEdges(ref, true, line.children);
  useCentred(ref, "[aria-current]");
  return (
    <div className="strip-frame" data-bleeds={bleeds || undefined}>
      <div ref={ref} className={`strip ${className}`} {...line} />
    </div>
  );
}

// The shape of a page while its code arrives: a top bar and rows, so that nothing jumps when it is there.
import { Skeleton } from "../ui/Feedback";
import "../ui/Page.css";

export function PageSkeleton() {
  return (
    <div className="page" aria-busy="true">
      <div className="page-top">
        <Skeleton width={120} />
      </div>
    </div>
  );
}

/** The shape of the whole window before it is known who is here. */
export function ShellSkeleton() {
  return (
    <div className="shell" aria-busy="true">
      <div className="shell-side" />
      <div className="shell-main">
        <PageSkeleton />
      </div>
    </div>
  );
}

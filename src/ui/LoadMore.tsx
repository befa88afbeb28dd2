import { Button } from "./Button";

export interface LoadMoreProps {
  list: {
    status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
    loadMore: () => void;
  };
  /** "Show more" in the words of the list. */
  children: string;
  size?: "small";
}

/** The way to a list's next page; gone once all is shown. */
export function LoadMore({ list, children, size }: LoadMoreProps) {
  if (list.status !== "CanLoadMore" && list.status !== "LoadingMore") return null;
  return (
    <Button
      look="ghost"
      {...(size ? { size } : {})}
      busy={list.status === "LoadingMore"}
      onClick={list.loadMore}
    >
      {children}
    </Button>
  );
}

/** Pages of lists. */
import type { PaginationOptions } from "convex/server";

/** The page asked for, with at least one row and at most `most`: what a row joins is paid for by the page. */
export function boundedPage(page: PaginationOptions, most: number): PaginationOptions {
  return { ...page, numItems: Math.max(1, Math.min(page.numItems, most)) };
}

/** Convex's id of a failed request, to be quoted; undefined when the error carries none. */
export function requestId(error: unknown): string | undefined {
  return error instanceof Error ? /\[Request ID: ([\w-]+)\]/.exec(error.message)?.[1] : undefined;
}

// Where forms are served from and where they send to.

/** Convex Cloud answers HTTP addresses on a host of its own; elsewhere it is the backend's. */
export function apiOrigin(backend: string): string {
  return new URL(backend.replace(/\.convex\.cloud$/, ".convex.site")).origin;
}

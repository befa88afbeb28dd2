// Where the backend answers plain HTTP: the REST API, forms on other sites.

/** Convex Cloud answers HTTP addresses on a host of its own; elsewhere it is the backend's. */
export function apiOrigin(backend: string): string {
  return new URL(backend.replace(/\.convex\.cloud$/, ".convex.site")).origin;
}

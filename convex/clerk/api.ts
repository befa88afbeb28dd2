/** Clerk's Backend API, as far as the nightly comparison needs it. */
const pageSize = 100;

export interface ClerkApi {
  /** One page; `total` is of all. */
  organizations(offset: number): Promise<{ data: unknown[]; total: number }>;
  users(offset: number): Promise<unknown[]>;
  memberships(organization: string, offset: number): Promise<{ data: unknown[]; total: number }>;
  /** Null when the organization does not exist any more. */
  organization(id: string): Promise<unknown>;
  isMember(organization: string, user: string): Promise<boolean>;
}
export { pageSize };

/** Throws with Clerk's answer when a call fails, so that the run is seen as failed and repeated the next night. */
export function clerkApi(secretKey: string): ClerkApi {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`https://api.clerk.com/v1${path}`, {
      headers: { Authorization: `Bearer ${secretKey}` },
    });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`Clerk answered ${String(response.status)} to ${path.split("?")[0]!}`);
    return (await response.json()) as unknown;
  };
  const page = (offset: number) => `limit=${String(pageSize)}&offset=${String(offset)}`;
  const listed = async (path: string) => {
    const { data, total_count } = ((await get(path)) ?? { data: [], total_count: 0 }) as {
      data: unknown[];
      total_count: number;
    };
    return { data, total: total_count };
  };
  return {
    organizations: (offset) => listed(`/organizations?${page(offset)}&order_by=-created_at`),
    users: async (offset) => ((await get(`/users?${page(offset)}&order_by=-created_at`)) ?? []) as unknown[],
    memberships: (organization, offset) =>
      listed(`/organizations/${encodeURIComponent(organization)}/memberships?${page(offset)}`),
    organization: (id) => get(`/organizations/${encodeURIComponent(id)}`),
    isMember: async (organization, user) => {
      const query = `limit=1&user_id=${encodeURIComponent(user)}`;
      const found = await listed(`/organizations/${encodeURIComponent(organization)}/memberships?${query}`);
      return found.data.length > 0;
    },
  };
}

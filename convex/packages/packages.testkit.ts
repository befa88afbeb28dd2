/** An organization that sells packages, for tests: its deeds in short words. */
import { afterEach, beforeEach, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { refusal, type World } from "../engagement.testkit";
import type { Role } from "../tenancy/permissions";

export const now = Date.UTC(2026, 5, 15, 12);

export const page = { numItems: 60, cursor: null };

export const outcome = async (call: Promise<unknown>) =>
  await call.then(() => null).catch(() => refusal(call));

export const issueOf = async (call: Promise<unknown>) =>
  await call.then(
    () => null,
    (error: { data?: { issues?: { path: string; rule: string }[] } }) => error.data?.issues?.[0] ?? error,
  );

export function speaking({ org, backend, customerId }: World) {
  const { orgId, as } = org;
  const catalogue = async (isArchived = false, role: Role = "manager") =>
    (await as[role].query(api.packages.catalogue, { orgId, isArchived, paginationOpts: page })).page;
  return {
    orgId,
    as,
    backend,
    customerId,
    catalogue,
    offer: (input: object = {}, role: Role = "manager") =>
      as[role].mutation(api.packages.create, {
        orgId,
        input: { name: "Ten massages", price: 10_000, sessions: 10, validDays: 30, ...input } as never,
      }),
    sell: (
      packageId: Id<"packages">,
      input: object = {},
      { of = customerId, role = "manager" as Role } = {},
    ) => as[role].mutation(api.packages.sell, { orgId, customerId: of, packageId, input: input as never }),
    use: (customerPackageId: Id<"customerPackages">, role: Role = "manager") =>
      as[role].mutation(api.packages.useSession, { orgId, customerPackageId }),
    giveBack: (customerPackageId: Id<"customerPackages">) =>
      as.manager.mutation(api.packages.giveBack, { orgId, customerPackageId }),
    cancel: (customerPackageId: Id<"customerPackages">, role: Role = "manager", reason?: string) =>
      as[role].mutation(api.packages.cancel, {
        orgId,
        customerPackageId,
        ...(reason === undefined ? {} : { reason }),
      }),
    restore: (customerPackageId: Id<"customerPackages">) =>
      as.manager.mutation(api.packages.restore, { orgId, customerPackageId }),
    one: (customerPackageId: Id<"customerPackages">) =>
      as.manager.query(api.packages.sold, { orgId, customerPackageId }),
    list: async (group: "current" | "past", of = customerId) =>
      (
        await as.manager.query(api.packages.ofCustomer, {
          orgId,
          customerId: of,
          group,
          paginationOpts: page,
        })
      ).page,
    summary: (of = customerId) => as.manager.query(api.packages.summary, { orgId, customerId: of }),
    buyers: async (packageId: Id<"packages">) =>
      (
        await as.manager.query(api.packages.buyers, {
          orgId,
          packageId,
          owner: "everybody",
          paginationOpts: page,
        })
      ).page,
    value: async (of = customerId) =>
      (await as.manager.query(api.customers.get, { orgId, customer: of })).lifetimeValue,
    sales: async (of = customerId) =>
      (
        await as.manager.query(api.transactions.ofCustomer, {
          orgId,
          customerId: of,
          filter: {},
          paginationOpts: page,
        })
      ).page,
    hour: async () => {
      await backend.mutation(internal.packages.expire, { orgId });
      await backend.finishAllScheduledFunctions(vi.runAllTimers);
    },
  };
}

/** Every test begins at the same moment, and its clock is its own. */
export function atNoon(): void {
  beforeEach(() => void vi.useFakeTimers({ now }));
  afterEach(() => void vi.useRealTimers());
}

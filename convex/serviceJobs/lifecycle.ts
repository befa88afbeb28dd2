/**
 * The life of a job of service work, pure (ORD-19): scheduled -> in_progress -> completed, and cancelled from before
 * the end. A job that was completed by mistake is opened again.
 */
export const serviceJobStatuses = ["scheduled", "in_progress", "completed", "cancelled"] as const;
export type ServiceJobStatus = (typeof serviceJobStatuses)[number];

export const moves: Record<ServiceJobStatus, readonly ServiceJobStatus[]> = {
  scheduled: ["in_progress", "completed", "cancelled"],
  in_progress: ["completed", "cancelled"],
  completed: ["in_progress"],
  cancelled: ["scheduled"],
};

export function mayMove(from: ServiceJobStatus, to: ServiceJobStatus): boolean {
  return moves[from].includes(to);
}

/** Neither completed nor cancelled: it keeps its customer from being deleted (CUS-45). */
export const activeStatuses = ["scheduled", "in_progress"] as const satisfies readonly ServiceJobStatus[];

export function isActive(status: ServiceJobStatus): boolean {
  return (activeStatuses as readonly ServiceJobStatus[]).includes(status);
}

/** What is on offer: tours, and the dates on which each departs (TRV-01, TRV-03). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written only by tours/write.ts. A tour is switched off rather than deleted, for bookings go on telling of it. */
export const tours = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  /** The name as lists order it. */
  nameSort: v.string(),
  description: v.optional(v.string()),
  /** Of one person, in minor units of `currency`; what a new departure begins with, as is the capacity. */
  basePrice: v.number(),
  currency: v.string(),
  capacity: v.number(),
  durationDays: v.number(),
  /** Switched off it is offered to nobody; what was booked stays (TRV-02). */
  active: v.boolean(),
  isSample: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_name", ["orgId", "nameSort"])
  .index("by_active", ["orgId", "active", "nameSort"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_origin", ["orgId", "isSample"])
  .searchIndex("search", { searchField: "name", filterFields: ["orgId", "active"] });

/** Written by tours/write.ts; `seatsTaken` by bookings/seats.ts alone. Deleted only while nobody has booked it. */
export const tourDepartures = defineTable({
  orgId: v.id("organizations"),
  tourId: v.id("tours"),
  /** Calendar days: the first and the last of the trip. */
  departureDate: v.string(),
  endDate: v.string(),
  /** Of one person, in minor units of `currency`. */
  price: v.number(),
  currency: v.string(),
  capacity: v.number(),
  /** People of bookings that were not cancelled; never above `capacity` (TRV-06). */
  seatsTaken: v.number(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_tour", ["orgId", "tourId", "departureDate"])
  .index("by_date", ["orgId", "departureDate"]);

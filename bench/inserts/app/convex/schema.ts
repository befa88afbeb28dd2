// Orbit's own tables with all their indexes: what a write costs depends on them.
export { default } from "../../../../convex/schema";

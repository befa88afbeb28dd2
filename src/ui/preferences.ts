// How this person wants the screen: theme and row density. Kept in the browser, applied to <html> before paint
// (src/boot.ts repeats the theme rule in the page itself, because a stylesheet cannot read localStorage).
import { createStore, readLocal, writeLocal } from "./store";

export type Theme = "light" | "dark" | "system";
export type Density = "compact" | "standard" | "relaxed";

/** Row heights in CSS pixels, by density (design: 30 / 36 / 44). */
export const ROW_HEIGHT: Record<Density, number> = { compact: 30, standard: 36, relaxed: 44 };

const theme = createStore<Theme>(readLocal<Theme>("orbit.theme", "system"));
const density = createStore<Density>(readLocal<Density>("orbit.density", "standard"));
/** Rows that a step through a long list goes. */
export const pageSizes = [25, 50, 100, 200] as const;
export type PageSize = (typeof pageSizes)[number];
const keptSize = readLocal<unknown>("orbit.pageSize", 50);
const pageSize = createStore<PageSize>(pageSizes.find((one) => one === keptSize) ?? 50);
const systemDark = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;
const appearance = createStore<"light" | "dark">(resolveAppearance());

function resolveAppearance(): "light" | "dark" {
  const wanted = theme.get();
  if (wanted !== "system") return wanted;
  return systemDark?.matches ? "dark" : "light";
}

function applyAppearance() {
  const next = resolveAppearance();
  appearance.set(next);
  if (typeof document === "undefined") return;
  const root = document.documentElement;
  root.classList.toggle("dark", next === "dark");
  root.classList.toggle("light", next === "light");
}

systemDark?.addEventListener("change", applyAppearance);
theme.subscribe(applyAppearance);

/** The chosen theme; `system` follows the device. */
export const useTheme = theme.use;
export function setTheme(next: Theme) {
  writeLocal("orbit.theme", next);
  theme.set(next);
}

/** What is shown now, after `system` was resolved. */
export const useAppearance = appearance.use;

/** Row density of every table. */
export const useDensity = density.use;
export function setDensity(next: Density) {
  writeLocal("orbit.density", next);
  density.set(next);
}

/** How many rows a page of a long list is. */
export const usePageSize = pageSize.use;
export function setPageSize(next: PageSize) {
  writeLocal("orbit.pageSize", next);
  pageSize.set(next);
}

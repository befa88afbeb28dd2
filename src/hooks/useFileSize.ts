// Bytes as people say them.
import { useCallback } from "react";
import { useFormat } from "../i18n/format";

const steps = [
  ["megabyte", 1024 * 1024],
  ["kilobyte", 1024],
] as const;

/** "840 bytes", "12 kB", "3.4 MB" in the language of the screen. */
export function useFileSize(): (bytes: number) => string {
  const format = useFormat();
  return useCallback(
    (bytes) => {
      const [unit, size] = steps.find(([, least]) => bytes >= least) ?? (["byte", 1] as const);
      return format.number(bytes / size, {
        style: "unit",
        unit,
        unitDisplay: unit === "byte" ? "long" : "short",
        maximumFractionDigits: unit === "megabyte" ? 1 : 0,
      });
    },
    [format],
  );
}

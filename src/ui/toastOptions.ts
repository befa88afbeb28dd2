export interface ToastOptions {
  /** A second, quiet line. */
  description?: string;
  /** A verb ("Undo") and what it does. */
  action?: { label: string; onClick: () => void };
  /** How long it stays, ms: 5,000 unless told; undo toasts stay a minute. */
  duration?: number;
  role?: "neutral" | "positive" | "danger";
  /** A toast with the same id replaces the earlier one. */
  id?: string;
}

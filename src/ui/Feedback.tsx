// What a screen shows when it has no data to show: its shape while loading, what it is for when empty, what to do when broken.
import type { ReactNode } from "react";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import { Button } from "./Button";
import { useFormat } from "../i18n/format";
import "./Feedback.css";

/** A grey bar of the text's width. Use it in the true layout, never as a page of its own. */
export function Skeleton({ width = "60%", height }: { width?: number | string; height?: number }) {
  return <span className="skeleton" aria-hidden style={{ width, height }} />;
}

/** Bars of these widths below each other, where lines of text will be. */
export function SkeletonLines({ widths }: { widths: readonly string[] }) {
  return (
    <div className="stack" aria-hidden>
      {widths.map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}

/** Progress from 0 to 1; null while the length is not known. */
export function ProgressBar({
  value,
  label,
  role,
}: {
  value: number | null;
  label: string;
  role?: "positive" | "danger";
}) {
  const format = useFormat();
  const percent = value === null ? undefined : Math.round(Math.max(0, Math.min(1, value)) * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={percent === undefined ? undefined : format.percent(percent / 100)}
      data-role={role}
    >
      <span style={{ width: percent === undefined ? "30%" : `${percent}%` }} />
    </div>
  );
}

export interface EmptyStateProps {
  /** A picture made of the real components (three rows of the list this will be); hidden from screen readers. */
  picture?: ReactNode;
  title: string;
  /** What this is for, in one or two sentences. */
  children?: ReactNode;
  /** The one next step first; at most one more beside it. */
  actions?: ReactNode;
}

/** An empty place that says what belongs here and what to do next. */
export function EmptyState({ picture, title, children, actions }: EmptyStateProps) {
  return (
    <div className="state">
      {picture && (
        <div className="state-picture" aria-hidden inert>
          {picture}
        </div>
      )}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className="state-actions">{actions}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  /** What happened. */
  title: string;
  /** What to do about it. */
  children?: ReactNode;
  /** An id to quote to support. */
  id?: string | undefined;
  onRetry?: () => void;
  actions?: ReactNode;
}

/** A place that could not be shown: what happened, what to do, an id to quote. */
export function ErrorState({ title, children, id, onRetry, actions }: ErrorStateProps) {
  const words = useMessages(uiMessages);
  return (
    <div className="state" role="alert">
      <h1>{title}</h1>
      {children && <p>{children}</p>}
      <div className="state-actions">
        {onRetry && <Button onClick={onRetry}>{words.retry}</Button>}
        {actions}
      </div>
      {id && <p className="state-id">{words.errorId({ id })}</p>}
    </div>
  );
}

// Background work in one place: percent, rate, time left, cancel, and the result.
import type { ReactNode } from "react";
import { Cross2Icon, PauseIcon, ResumeIcon } from "@radix-ui/react-icons";
import { useFormat } from "../i18n/format";
import { useMessages } from "../i18n/messages";
import { IconButton } from "./Button";
import { ProgressBar } from "./Feedback";
import { uiMessages } from "./messages";
import "./Tray.css";

export interface TrayJob {
  id: string;
  title: string;
  /** 0 to 1; null while the length is not known. */
  progress: number | null;
  /** Items per second, if measured. */
  rate?: number;
  /** Milliseconds left, if it can be said. */
  leftMs?: number;
  /** Where it ended: a sentence and perhaps a link. Set once the job is over. */
  result?: ReactNode;
  /** Ended before its end, because somebody stopped it or because it could not go on. */
  ended?: "early" | "failed";
  /** Set while somebody has it wait. */
  isPaused?: boolean;
  onPause?: () => void;
  onResume?: () => void;
  onCancel?: () => void;
}

/** The jobs themselves; shown wherever work goes on in the background. */
export function JobList({ jobs }: { jobs: readonly TrayJob[] }) {
  const words = useMessages(uiMessages);
  const format = useFormat();
  return (
    <div className="tray">
      {jobs.map((job) => (
        <div key={job.id} className="tray-job">
          <div className="row">
            <span className="truncate grow">{job.title}</span>
            {job.progress !== null && !job.result && (
              <span className="meta numeric">{format.percent(Math.floor(job.progress * 100) / 100)}</span>
            )}
            {job.onPause && !job.isPaused && !job.result && (
              <IconButton label={words.pause} size="small" onClick={job.onPause}>
                <PauseIcon aria-hidden />
              </IconButton>
            )}
            {job.onResume && job.isPaused && !job.result && (
              <IconButton label={words.resume} size="small" onClick={job.onResume}>
                <ResumeIcon aria-hidden />
              </IconButton>
            )}
            {job.onCancel && !job.result && (
              <IconButton label={words.cancel} size="small" onClick={job.onCancel}>
                <Cross2Icon aria-hidden />
              </IconButton>
            )}
          </div>
          <ProgressBar
            value={job.result && job.ended !== "early" ? 1 : job.progress}
            label={job.title}
            {...(job.ended === "failed" ? { role: "danger" as const } : {})}
            {...(job.result && job.ended === undefined ? { role: "positive" as const } : {})}
          />
          <div className="meta numeric">
            {job.result ??
              (job.isPaused ? words.paused : null) ??
              [
                job.rate === undefined ? null : words.perSecond({ n: format.number(Math.round(job.rate)) }),
                job.leftMs === undefined ? null : words.timeLeft({ time: format.duration(job.leftMs) }),
              ]
                .filter(Boolean)
                .join(" · ")}
          </div>
        </div>
      ))}
    </div>
  );
}

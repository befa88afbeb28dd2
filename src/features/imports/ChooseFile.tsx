// The first step: a file by dropping or choosing.
import { ProgressBar } from "../../ui/Feedback";
import { FileDrop } from "../../ui/FileDrop";
import { useIsPhone } from "../../ui/useMedia";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

const accepted =
  ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson,.zip,application/json,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,text/plain,text/tab-separated-values";

export function ChooseFile(props: {
  progress: number | null;
  problem: string | null;
  onFile: (file: File) => void;
}) {
  const words = useMessages(messages);
  return (
    <FileDrop
      title={useIsPhone() ? words.chooseLong : words.drop}
      note={words.dropNote}
      choose={words.choose}
      accept={accepted}
      problem={props.problem}
      onFile={props.onFile}
      reading={
        props.progress === null ? undefined : (
          <div className="import-progress">
            <ProgressBar value={props.progress} label={words.reading} />
            <span className="meta">{words.reading}</span>
          </div>
        )
      }
    />
  );
}

// The state of one import in the browser: the worker that holds the file, the mapping, the dry run, the upload.
import { useEffect, useMemo, useRef, useState } from "react";
import { useConvex } from "convex/react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { guessMapping, mappingProblem, type ImportField } from "../../../convex/imports/fields";
import type { DuplicateChoice } from "../../../convex/imports/plan";
import type { DateOrder } from "../../../convex/imports/values";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { importReason } from "../../data/reasons";
import { useLocale } from "../../i18n/locale";
import { rememberedMapping, rememberMapping } from "./mappingMemory";
import type { DryRun, Opened, PlanRequest } from "./reading/messages";
import { FileReaderWorker, ReadingFailed } from "./reading/reader";
import { roundedNow } from "./roundedNow";
import { uploadChunks } from "./uploadChunks";

export interface Choosing {
  step: "choose";
  /** 0 to 1 while a file is being read. */
  progress: number | null;
  problem: string | null;
  open: (file: File) => void;
}
interface Mapped {
  /** Holds the file's rows. */
  reader: FileReaderWorker;
  file: Opened & { name: string };
  mapping: (ImportField | null)[];
  dateOrder: DateOrder;
  duplicates: DuplicateChoice;
}
export interface Mapping extends Mapped {
  step: "map";
  plan: PlanRequest | null;
  problem: string | null;
  progress: number | null;
  change: (changed: Partial<Omit<Mapped, "file" | "reader">>) => void;
  tryOut: () => void;
}
export interface Tried extends Mapped {
  step: "tried";
  result: DryRun;
  problem: string | null;
  progress: number | null;
  back: () => void;
  run: () => void;
}

export function useImport(): Choosing | Mapping | Tried {
  const org = useOrg();
  const convex = useConvex();
  const locale = useLocale();
  const navigate = useNavigate();
  const [now] = useState(roundedNow);
  const rules = useOrgQuery(api.imports.rules, { now });
  const create = useOrgMutation(api.imports.create);
  const upload = useOrgMutation(api.imports.upload);
  const start = useOrgMutation(api.imports.start);
  const running = useRef<FileReaderWorker | null>(null);
  const [mapped, setMapped] = useState<Mapped | null>(null);
  const [result, setResult] = useState<DryRun | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => () => running.current?.close(), []);

  const plan = useMemo<PlanRequest | null>(() => {
    if (rules === undefined || mapped === null) return null;
    const { mapping, dateOrder, duplicates } = mapped;
    const { timeZone, currency } = rules;
    return { mapping, dateOrder, duplicates, rules: rules.rules, options: { timeZone, currency } };
  }, [rules, mapped]);

  /** Does something slow with progress; what goes wrong becomes a sentence. */
  const work = async (deed: () => Promise<void>) => {
    setProblem(null);
    setProgress(0);
    try {
      await deed();
    } catch (error) {
      setProblem(
        error instanceof ReadingFailed ? importReason(error.reason, locale) : errorMessage(error, locale),
      );
    } finally {
      setProgress(null);
    }
  };

  if (mapped === null) {
    const open = (file: File) =>
      void work(async () => {
        running.current?.close();
        const worker = new FileReaderWorker((keys) =>
          convex.query(api.imports.known, { orgId: org.orgId, keys }),
        );
        running.current = worker;
        const opened = await worker.open(file, setProgress);
        const mapping = rememberedMapping(opened.headings) ?? guessMapping(opened.headings);
        setMapped({
          reader: worker,
          file: { ...opened, name: file.name },
          mapping,
          dateOrder: opened.dateOrder,
          duplicates: "link",
        });
      });
    return { step: "choose", progress, problem, open };
  }

  const { mapping, dateOrder, duplicates, file, reader } = mapped;
  if (result === null) {
    const wrong = mappingProblem(mapping);
    const tryOut = () =>
      void work(async () => {
        if (plan === null) return;
        rememberMapping(file.headings, mapping);
        setResult(await reader.dryRun(plan, setProgress));
      });
    const change = (changed: Partial<Omit<Mapped, "file" | "reader">>) =>
      setMapped({ ...mapped, ...changed });
    return {
      step: "map",
      ...mapped,
      plan,
      progress,
      problem: problem ?? (wrong === null ? null : importReason(wrong, locale)),
      change,
      tryOut,
    };
  }

  const run = () =>
    void work(async () => {
      const { name: fileName, headings, rows } = file;
      const importId = await create({
        fileName,
        headings,
        mapping,
        dateOrder,
        duplicates,
        rows,
        chunks: result.chunks,
      });
      await uploadChunks(
        result.chunks,
        (index) => reader.chunk(index),
        (index, part) => upload({ importId, index, rows: part }),
        setProgress,
      );
      await start({ importId });
      await navigate(org.path(`import/${importId}`));
    });
  return { step: "tried", ...mapped, result, progress, problem, back: () => setResult(null), run };
}

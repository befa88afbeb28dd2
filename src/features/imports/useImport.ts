// The state of one import in the browser: the worker that holds the file, the mapping, the dry run, the upload.
import { useEffect, useMemo, useRef, useState } from "react";
import { useConvex } from "convex/react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { isEntryKind } from "../../../convex/imports/entryFields";
import type { MissingChoice } from "../../../convex/imports/contactPlan";
import { guessMapping, mappingProblem, type MatchBy, type RowKind } from "../../../convex/imports/fields";
import type { Decision, DuplicateChoice } from "../../../convex/imports/plan";
import type { OwnField } from "../../../convex/imports/normalise";
import type { TrialRow } from "../../../convex/imports/trialShown";
import type { DateOrder } from "../../../convex/imports/values";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { importReason } from "../../data/reasons";
import { useLocale } from "../../i18n/locale";
import type { DryRun, Opened, PlanRequest, SourceRow } from "./reading/messages";
import { FileReaderWorker, ReadingFailed } from "./reading/reader";
import { roundedNow } from "./roundedNow";
import { sendFiles } from "./sendFiles";
import { uploadChunks } from "./uploadChunks";

export interface Choosing {
  step: "choose";
  /** 0 to 1 while a file is being read. */
  progress: number | null;
  problem: string | null;
  open: (file: File) => void;
}
interface Choices {
  /** What the rows are. */
  kind: RowKind;
  mapping: (string | null)[];
  dateOrder: DateOrder;
  duplicates: DuplicateChoice;
  /** Of rows of contacts. */
  missing: MissingChoice;
  matchBy: MatchBy;
}
interface Mapped extends Choices {
  /** Holds the file's rows. */
  reader: FileReaderWorker;
  file: Opened & { name: string };
  source: File;
  /** The latest file with these headings, when the choices are as they were for it. */
  last: { fileName: string; usedAt: number } | null;
  /** What Orbit makes of the headings by itself. */
  fresh: Choices;
}
export interface Mapping extends Mapped {
  step: "map";
  plan: PlanRequest | null;
  problem: string | null;
  progress: number | null;
  /** The organization's own fields that columns may mean. */
  fields: readonly OwnField[];
  change: (changed: Partial<Omit<Mapped, "file" | "reader">>) => void;
  /** Reads the rows as something else: columns mean something else then. */
  readAs: (kind: RowKind) => void;
  /** Another sheet of a workbook. */
  openSheet: (sheet: number) => void;
  tryOut: () => void;
}
export interface Tried extends Mapped {
  step: "tried";
  result: DryRun;
  problem: string | null;
  progress: number | null;
  /** Counts the times the rows were tried out: what was read of the last time is stale. */
  version: number;
  /** Decides otherwise of one row; answers the rows on show as they stand then. */
  decide: (number: number, decision: Decision | null, shown: number[]) => Promise<TrialRow[]>;
  /** Tries the file out again, after something changed that it depends on. */
  again: () => Promise<void>;
  back: () => void;
  run: () => void;
}

/** `as`: what the rows are until somebody says otherwise. */
export function useImport(as: RowKind): Choosing | Mapping | Tried {
  const org = useOrg();
  const convex = useConvex();
  const locale = useLocale();
  const navigate = useNavigate();
  const [now] = useState(roundedNow);
  const rules = useOrgQuery(api.imports.rules, { now });
  const create = useOrgMutation(api.imports.create);
  const upload = useOrgMutation(api.imports.upload);
  const start = useOrgMutation(api.imports.start);
  const uploadUrl = useOrgMutation(api.imports.uploadUrl);
  const running = useRef<FileReaderWorker | null>(null);
  const [mapped, setMapped] = useState<Mapped | null>(null);
  const [result, setResult] = useState<DryRun | null>(null);
  const [version, setVersion] = useState(0);
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => () => running.current?.close(), []);

  const plan = useMemo<PlanRequest | null>(() => {
    if (rules === undefined || mapped === null) return null;
    const { kind, mapping, dateOrder, duplicates, missing, matchBy } = mapped;
    return { kind, mapping, dateOrder, duplicates, missing, matchBy, rules, now };
  }, [rules, mapped, now]);

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

  /** Reads the file, or another sheet of it; its columns mean what they meant last time, else what they seem to. */
  const readInto = async (
    reader: FileReaderWorker,
    source: File,
    { sheet, kind: asked }: { sheet: number | null; kind: RowKind | null },
  ) => {
    const opened = await reader.open(source, sheet, setProgress);
    const kind = asked ?? opened.as ?? as;
    const { headings } = opened;
    const { orgId } = org;
    const [last, { fields }] = await Promise.all([
      convex.query(api.imports.remembered, { orgId, headings, now, kind }),
      rules ?? convex.query(api.imports.rules, { orgId, now }),
    ]);
    const fresh: Choices = {
      kind,
      mapping: guessMapping(headings, hasOwnFields(kind) ? fields : [], kind),
      dateOrder: opened.dateOrder,
      // What was done with a customer is not done twice, and what is there is left as it is.
      duplicates: isEntryKind(kind) ? "skip" : "link",
      missing: "reject",
      matchBy: "any",
    };
    const { mapping, dateOrder, duplicates, missing = "reject", matchBy } = last ?? fresh;
    setMapped({
      reader,
      source,
      file: { ...opened, name: source.name },
      kind,
      mapping,
      dateOrder,
      duplicates,
      missing,
      matchBy,
      last: last === null ? null : { fileName: last.fileName, usedAt: last.usedAt },
      fresh,
    });
  };

  if (mapped === null) {
    const open = (file: File) =>
      void work(async () => {
        running.current?.close();
        const { orgId } = org;
        const worker = new FileReaderWorker({
          known: (keys) => convex.query(api.imports.known, { orgId, keys }),
          members: (words) => convex.query(api.imports.members, { orgId, words }),
          companies: (keys) => convex.query(api.imports.companies, { orgId, keys }),
          contacts: (keys) => convex.query(api.imports.contacts, { orgId, keys }),
          interactions: (keys) => convex.query(api.imports.entries, { orgId, kind: "interactions", keys }),
          notes: (keys) => convex.query(api.imports.entries, { orgId, kind: "notes", keys }),
          documents: (keys) => convex.query(api.imports.entries, { orgId, kind: "documents", keys }),
        });
        running.current = worker;
        await readInto(worker, file, { sheet: null, kind: null });
      });
    return { step: "choose", progress, problem, open };
  }

  const { kind, mapping, dateOrder, duplicates, missing, matchBy, file, reader } = mapped;
  if (result === null) {
    const wrong = mappingProblem(mapping, matchBy, kind);
    const tryOut = () =>
      void work(async () => {
        if (plan === null) return;
        setResult(await reader.dryRun(plan, setProgress));
        setVersion((before) => before + 1);
      });
    const change = (changed: Partial<Omit<Mapped, "file" | "reader">>) =>
      setMapped({ ...mapped, ...changed });
    return {
      step: "map",
      ...mapped,
      plan,
      progress,
      fields: hasOwnFields(kind) ? (rules?.fields ?? []) : [],
      problem: problem ?? (wrong === null ? null : importReason(wrong, locale)),
      change,
      readAs: (other) =>
        void work(() => readInto(reader, mapped.source, { sheet: sheetOf(file), kind: other })),
      openSheet: (sheet) =>
        void work(() => {
          const isSaid = file.as !== undefined;
          return readInto(reader, mapped.source, { sheet, kind: isSaid ? null : kind });
        }),
      tryOut,
    };
  }

  /** The files that rows of documents name are sent before them. */
  const withFiles = async (part: SourceRow[]) => {
    const column = kind === "documents" ? mapping.indexOf("files") : -1;
    return column < 0 || plan === null
      ? part
      : await sendFiles(
          part,
          { column, limit: plan.rules.documentLimit },
          (path) => reader.part(path),
          () => uploadUrl({}),
        );
  };
  const run = () =>
    void work(async () => {
      const { name: fileName, headings, rows } = file;
      const importId = await create({
        fileName,
        ...(kind === "customers" ? {} : { kind }),
        headings,
        mapping,
        dateOrder,
        duplicates,
        ...(kind === "contacts" ? { missing } : {}),
        matchBy,
        rows,
        chunks: result.chunks,
      });
      await uploadChunks(
        result.chunks,
        async (index) => await withFiles(await reader.chunk(index)),
        (index, part) => upload({ importId, index, rows: part }),
        setProgress,
      );
      await start({ importId });
      await navigate(org.path(`import/${importId}`));
    });
  const decide = async (number: number, decision: Decision | null, shown: number[]) => {
    const { counts, leads, companies, rows } = await reader.decide(number, decision, shown);
    setResult((before) => before && { ...before, counts, leads, companies });
    return rows;
  };
  const again = () =>
    work(async () => {
      // Not from `rules`: what has just changed may not have come back to this page yet.
      const latest = await convex.query(api.imports.rules, { orgId: org.orgId, now });
      const request = { kind, mapping, dateOrder, duplicates, missing, matchBy, rules: latest, now };
      setResult(await reader.dryRun(request, setProgress));
      setVersion((before) => before + 1);
    });
  const back = () => setResult(null);
  return { step: "tried", ...mapped, result, progress, problem, version, decide, again, back, run };
}

const hasOwnFields = (kind: RowKind) => kind === "customers" || kind === "leads";

/** Text has no sheets. */
function sheetOf({ sheets, sheet }: Opened): number | null {
  return sheets.length === 0 ? null : sheet;
}

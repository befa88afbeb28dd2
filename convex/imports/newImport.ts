import type { MissingChoice } from "./contactPlan";
import type { Mapping, RowKind } from "./fields";
import type { DuplicateChoice } from "./plan";
import type { DateOrder } from "./values";

/** A file as it is announced; its chunks of rows follow. */
export interface NewImport {
  fileName: string;
  /** Absent is customers. */
  kind?: RowKind;
  headings: string[];
  mapping: Mapping;
  dateOrder: DateOrder;
  duplicates: DuplicateChoice;
  /** Of rows of contacts; absent is "reject". */
  missing?: MissingChoice;
  matchBy?: string;
  rows: number;
  chunks: number;
}

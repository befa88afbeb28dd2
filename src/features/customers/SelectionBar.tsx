// What can be done with the rows that are ticked; its code comes with the first tick.
import { Suspense } from "react";
import { later } from "../../ui/later";
import type { useListRows } from "./useListRows";
import type { useListSelection } from "./useListSelection";

const BulkBar = later(() => import("./BulkBar"));
const ExportSelection = later(() => import("../exports/ExportSelection"));

export function SelectionBar(props: {
  selection: ReturnType<typeof useListSelection>;
  list: ReturnType<typeof useListRows>;
  mayExport: boolean;
  /** Ids of the columns in sight, which are exported. */
  columns: string[];
}) {
  const { selection, list, mayExport, columns } = props;
  const { target, isEverything } = selection;
  // A search is its best matches, of which there are no more than those that can be ticked.
  const isAll = isEverything || list.isSearch || (list.count ?? 0) <= selection.selected.size;
  return (
    <Suspense>
      <BulkBar
        target={target}
        count={selection.count}
        everything={list.count}
        {...(isAll ? {} : { onEverything: selection.selectEverything })}
        onDone={selection.clear}
        more={
          mayExport && (
            <Suspense>
              <ExportSelection
                target={isEverything ? { ...target, ...list.listArgs } : target}
                columns={columns}
              />
            </Suspense>
          )
        }
      />
    </Suspense>
  );
}

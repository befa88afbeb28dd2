// What of the list is shown and how: groups, density, the figures over it, which columns and in which order.
import { ArrowDownIcon, ArrowUpIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormField } from "../../ui/FormField";
import { pageSizes, setPageSize, usePageSize, type Density } from "../../ui/preferences";
import { Select } from "../../ui/Select";
import type { TableView } from "../../ui/tableView";
import { listMessages } from "./listMessages";
import { groupings } from "./look";
import type { CustomerRow } from "../../hooks/useCustomers";
import { useGroupWords } from "./useGroupWords";
import type { ListView } from "./useListView";

export function ColumnsPanel(props: {
  table: TableView<CustomerRow>;
  list: ListView;
  /** Absent where the list has no figures. */
  figures?: { isShown: boolean; onToggle: () => void };
}) {
  const { table, list, figures } = props;
  const words = useMessages(listMessages);
  const groups = useGroupWords();
  const pageSize = usePageSize();
  const densities: { value: Density; label: string }[] = [
    { value: "compact", label: words.compact },
    { value: "standard", label: words.standard },
    { value: "relaxed", label: words.relaxed },
  ];
  return (
    <div className="columns-panel">
      <FormField label={words.groupBy}>
        <Select
          value={list.look.groupBy ?? ""}
          onChange={(value) => list.setLook({ groupBy: groupings.find((one) => one === value) ?? null })}
          options={[
            { value: "", label: words.noGroups },
            ...groupings.map((value) => ({ value: value as string, label: groups[value] })),
          ]}
        />
      </FormField>
      <FormField label={words.density}>
        <Select value={list.density} onChange={list.setDensity} options={densities} />
      </FormField>
      <FormField label={words.pageSize}>
        <Select
          value={String(pageSize)}
          onChange={(value) => setPageSize(pageSizes.find((one) => String(one) === value) ?? pageSize)}
          options={pageSizes.map((size) => ({ value: String(size), label: String(size) }))}
        />
      </FormField>
      {figures && (
        <Checkbox checked={figures.isShown} onChange={figures.onToggle}>
          {words.figures}
        </Checkbox>
      )}
      <div role="group" aria-label={words.columns}>
        <span className="field-label">{words.columns}</span>
        {table.all.slice(1).map(({ id, header }) => {
          const isShown = table.isShown(id);
          const place = table.columns.findIndex((column) => column.id === id);
          return (
            <div className="columns-row" key={id}>
              <Checkbox checked={isShown} onChange={() => table.setShown(id, !isShown)}>
                {header}
              </Checkbox>
              {isShown && (
                <>
                  <IconButton
                    size="small"
                    label={words.moveUp({ what: header })}
                    disabled={place <= 1}
                    onClick={() => table.move(id, -1)}
                  >
                    <ArrowUpIcon aria-hidden />
                  </IconButton>
                  <IconButton
                    size="small"
                    label={words.moveDown({ what: header })}
                    disabled={place === table.columns.length - 1}
                    onClick={() => table.move(id, 1)}
                  >
                    <ArrowDownIcon aria-hidden />
                  </IconButton>
                </>
              )}
            </div>
          );
        })}
      </div>
      {table.isChanged && (
        <Button look="ghost" size="small" onClick={table.reset}>
          {words.resetColumns}
        </Button>
      )}
    </div>
  );
}

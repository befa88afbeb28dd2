// The heading of a group of rows: its name, how many there are, and whether they are folded away.
import type { ReactNode } from "react";
import { ChevronRightIcon } from "@radix-ui/react-icons";
import { NumberText } from "./Values";

export interface Section {
  id: string;
  label: ReactNode;
  /** undefined while it is not known. */
  count: number | undefined;
  isFolded: boolean;
  onFold: () => void;
  /** Rows of this group that are loaded; 0 when folded. */
  rows: number;
}

export function TableSection({ section, top }: { section: Section; top: number }) {
  return (
    <div role="row" className="table-section" style={{ transform: `translateY(${top}px)` }}>
      <span role="rowheader">
        <button type="button" aria-expanded={!section.isFolded} onClick={section.onFold}>
          <ChevronRightIcon aria-hidden />
          {section.label}
          {section.count !== undefined && (
            <span className="quiet numeric">
              <NumberText value={section.count} />
            </span>
          )}
        </button>
      </span>
    </div>
  );
}

/** Where rows and headings stand when every heading takes the place of one row. */
export interface Layout {
  /** Place of a row, in row heights from the top. */
  placeOf: (row: number) => number;
  /** The row at a place, or the first after it. */
  rowAt: (place: number) => number;
  /** Headings with their places. */
  headings: readonly { section: Section; place: number }[];
  /** Rows and headings together. */
  length: number;
}

export function layoutOf(sections: readonly Section[] | undefined, rows: number): Layout {
  if (sections === undefined) {
    return { placeOf: (row) => row, rowAt: (place) => place, headings: [], length: rows };
  }
  let before = 0;
  const headings = sections.map((section, index) => {
    const heading = { section, place: before + index, first: before };
    before += section.rows;
    return heading;
  });
  const headingsBefore = (row: number) => headings.filter(({ first }) => first <= row).length;
  return {
    placeOf: (row) => row + headingsBefore(row),
    rowAt: (place) => place - headings.filter((heading) => heading.place < place).length,
    headings,
    length: rows + sections.length,
  };
}

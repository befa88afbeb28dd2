// Amounts side by side. recharts is fetched when the first chart is drawn.
import { Suspense } from "react";
import { later } from "../ui/later";
import { ChartFrame, ChartSkeleton } from "./ChartFrame";
import type { ChartProps } from "./chart";

const Drawing = later(() => import("./BarDrawing"));

/** Bars with their values written above when there is room; a press on one opens the rows behind it. */
export function BarChart(props: ChartProps) {
  return (
    <ChartFrame {...props}>
      <Suspense fallback={<ChartSkeleton />}>
        {props.points && <Drawing {...props} points={props.points} />}
      </Suspense>
    </ChartFrame>
  );
}

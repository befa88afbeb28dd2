// Amounts side by side. recharts is fetched when the first chart is drawn.
import { lazy, Suspense } from "react";
import { ChartFrame, ChartSkeleton } from "./ChartFrame";
import type { ChartProps } from "./chart";

const Drawing = lazy(() => import("./BarDrawing"));

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

// A line over time. recharts is fetched when the first chart is drawn.
import { Suspense } from "react";
import { later } from "../ui/later";
import { ChartFrame, ChartSkeleton } from "./ChartFrame";
import type { ChartProps } from "./chart";

const Drawing = later(() => import("./TrendDrawing"));

/** A trend: the main series as an area, comparisons as thin dashed lines, the last value written at its end. */
export function TrendChart(props: ChartProps) {
  return (
    <ChartFrame {...props}>
      <Suspense fallback={<ChartSkeleton />}>
        {props.points && <Drawing {...props} points={props.points} />}
      </Suspense>
    </ChartFrame>
  );
}

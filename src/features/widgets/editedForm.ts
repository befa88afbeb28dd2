import type { widgetShape } from "../../../convex/widgets/shape";
import type { useZodForm } from "../../data/useZodForm";

export type EditedForm = ReturnType<typeof useZodForm<typeof widgetShape>>;

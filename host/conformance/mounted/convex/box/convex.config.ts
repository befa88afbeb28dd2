import { defineComponent } from "convex/server";
import inner from "./inner/convex.config";

const box = defineComponent("box");
box.use(inner);
export default box;

import { defineApp } from "convex/server";
import box from "./box/convex.config";

const app = defineApp();
app.use(box);
app.use(box, { name: "second" });
export default app;

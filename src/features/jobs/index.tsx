// The tray of long work, on every page for those who may see jobs.
import type { Feature } from "../../app/feature";
import { JobTray } from "./JobTray";

export const feature: Feature = { name: "jobs", routes: [], ambient: [JobTray] };

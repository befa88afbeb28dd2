/** Addresses outside Convex's own API; each room mounts its own. */
import { httpRouter } from "convex/server";
import { mountForms } from "./widgets/routes";

const http = httpRouter();
mountForms(http);

export default http;

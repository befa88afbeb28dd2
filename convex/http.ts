/** Addresses outside Convex's own API; each room mounts its own. */
import { httpRouter } from "convex/server";
import { mountMail } from "./mail/routes";
import { mountForms } from "./widgets/routes";

const http = httpRouter();
mountForms(http);
mountMail(http);

export default http;

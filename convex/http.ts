/** Addresses outside Convex's own API; each room mounts its own. */
import { httpRouter } from "convex/server";
import { mountClerk } from "./clerk/routes";
import { mountMail } from "./mail/routes";
import { mountForms } from "./widgets/routes";

const http = httpRouter();
mountForms(http);
mountMail(http);
mountClerk(http);

export default http;

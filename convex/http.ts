/** Addresses outside Convex's own API; each room mounts its own. */
import { httpRouter } from "convex/server";
import { mountClerk } from "./clerk/routes";
import { mountUnsubscribe } from "./consent/routes";
import { mountDocuments } from "./documents/give";
import { mountMessageFiles } from "./communications/giveFile";
import { mountChannels } from "./communications/routes";
import { mountMail } from "./mail/routes";
import { mountExports } from "./exports/give";
import { mountApi } from "./rest/serve";
import { mountForms } from "./widgets/routes";

const http = httpRouter();
mountForms(http);
mountMail(http);
mountChannels(http);
mountUnsubscribe(http);
mountClerk(http);
mountDocuments(http);
mountMessageFiles(http);
mountExports(http);
mountApi(http);

export default http;

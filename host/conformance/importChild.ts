// Opens the folder, imports three rows and a file in the place of what is there, says "done", and goes.
import { createEngine } from "../engine";
import { ENGINE_OPTIONS } from "./calls";
import { importSample } from "./importSample";

const engine = await createEngine({ dataDirectory: process.argv[2] ?? "", ...ENGINE_OPTIONS });
await importSample(engine);
process.stdout.write("done\n");
await engine.close();

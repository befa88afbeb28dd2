/** Lets this process import the host's TypeScript; says so when Node is too old for it. */
import { register } from "tsx/esm/api";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Orbit needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
register();

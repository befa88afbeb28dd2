/**
 * Builds widgets/ into dist/widgets: the loader `orbit.js`, the form as a chunk
 * with its content's hash in the name, and `lead-form.single.js` for pages that
 * pin one file. `--outdir <folder>` builds elsewhere. Prints sizes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");

/** Builds into `outdir`; answers the names and texts of the files. */
export async function buildWidgets(outdir = path.join(root, "dist", "widgets")) {
  const version = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version;
  const bundle = async (entry, format, define = {}) => {
    const { outputFiles } = await build({
      entryPoints: [path.join(root, "widgets", entry)],
      bundle: true,
      minify: true,
      format,
      target: "es2022",
      platform: "browser",
      charset: "utf8",
      legalComments: "none",
      write: false,
      define: { ORBIT_VERSION: JSON.stringify(version), ...define },
    });
    return outputFiles[0].text;
  };
  const form = await bundle("lead-form/mount.ts", "esm");
  const hash = createHash("sha256").update(form).digest("base64url").slice(0, 10);
  const chunk = `lead-form-${hash}.js`;
  const files = {
    [chunk]: form,
    "orbit.js": await bundle("loader/orbit.ts", "iife", { ORBIT_LEAD_FORM: JSON.stringify(chunk) }),
    "lead-form.single.js": await bundle("lead-form/single.ts", "esm"),
  };
  mkdirSync(outdir, { recursive: true });
  for (const name of readdirSync(outdir)) {
    if (/^lead-form-.*\.js$/.test(name) && name !== chunk) rmSync(path.join(outdir, name));
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(outdir, name), text);
  return { chunk, files };
}

/** Bytes over the wire. */
export const gzipped = (text) => gzipSync(text, { level: 9 }).length;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const at = process.argv.indexOf("--outdir");
  const { files } = await buildWidgets(at === -1 ? undefined : path.resolve(process.argv[at + 1]));
  for (const [name, text] of Object.entries(files)) console.log(`${name}  ${gzipped(text)} B gzipped`);
}

// Builds the app into dist/app. The manifest is read by the size test; chunks are cut so that the first load carries
// only what every screen needs, in few requests.
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { defineConfig, type Plugin } from "vite";
import react from "@vitejs/plugin-react";

const ICON = "virtual:icon/";

/**
 * One module per icon. The package is a single module, so every icon used by any lazy page would be in the first load
 * (11 kB instead of 3).
 */
function iconModules(): Plugin {
  const imports = /import\s*\{([^}]*)\}\s*from\s*["']@radix-ui\/react-icons["'];?/g;
  let source: string | undefined;
  return {
    name: "icon-modules",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx$/ },
      handler(code) {
        return code.replace(imports, (_, names: string) =>
          names
            .split(",")
            .map((name) => name.trim())
            .filter(Boolean)
            .map((name) => `import ${name} from "${ICON}${name}";`)
            .join(""),
        );
      },
    },
    resolveId: (id) => (id.startsWith(ICON) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${ICON}`)) return null;
      const name = id.slice(ICON.length + 1);
      if (name === "draw") return DRAW;
      source ??= readFileSync("node_modules/@radix-ui/react-icons/dist/react-icons.esm.js", "utf8");
      const start = source.indexOf(`var ${name} = `);
      const block = source.slice(start, source.indexOf("\n});", start));
      const paths = /ref: forwardedRef\s*\}\),([\s\S]*)\);$/.exec(block)?.[1];
      if (start < 0 || paths === undefined)
        throw new Error(`@radix-ui/react-icons has no icon ${name} in the expected form.`);
      // Four decimals of a fifteenth of the drawing are a third of its bytes and nothing to see.
      const drawn = paths.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));
      return `import { createElement, Fragment } from "react"; import { draw } from "${ICON}draw";
        export default /*#__PURE__*/ draw((color) => createElement(Fragment, null, ${drawn}));`;
    },
  };
}

const DRAW = `import { createElement } from "react";
  export const draw = (paths) => ({ color = "currentColor", ...props }) =>
    createElement("svg", { width: 15, height: 15, viewBox: "0 0 15 15", fill: "none", ...props }, paths(color));`;

/**
 * What is on every page of an organization, and what every list needs: one request each. The list's styles come with the
 * core's, because a page's code would otherwise wait for a sheet of its own.
 */
const CORE =
  /\/src\/(main\.tsx|app\/(?!Palette|palette|Shortcut|shortcut|ErrorSentence|SwitchedOff|moduleMessages)\w+\.tsx?|ui\/(AfterStart|Page|Feedback|toast|Tooltip|Popover)\.tsx|ui\/(DataTable|Badge|Checkbox|Field|LiveValue|Tabs)\.css|features\/(customers\/customers|fields\/fields)\.css)$/;
const LIST =
  /\/src\/ui\/(DataTable|tableView|tableWindow|Values|LiveValue|Tag|Avatar|Badge|TextField)\.tsx?$|virtual:icon\/(MixerVerticalIcon|ArchiveIcon)$/;
/** The customer list in one piece: the page most visits begin with. */
const CUSTOMERS =
  /\/src\/features\/(customers\/(CustomersPage|AccountsPage|CustomerListPage|columns|badges|words|messages|useCustomerPages|useKeptScroll|filters|SearchBox))\.tsx?$/;

/**
 * Writes src/boot.ts into the page, so that it runs before anything has been fetched, with the names of what the customer
 * list needs: it asks for them together with the core instead of after that has run.
 */
function boot(): Plugin {
  return {
    name: "boot",
    transformIndexHtml: {
      order: "post",
      handler: async (html, { bundle }) => {
        const built = Object.values(bundle ?? {});
        const list = built.filter(
          (piece) => piece.type === "chunk" && /^(list|customers|CustomersPage)$/.test(piece.name),
        );
        const font = (script: string) => {
          const found = built.find(({ fileName }) => fileName.includes(`/inter-${script}-wght-normal-`));
          return found ? `/${found.fileName}` : null;
        };
        const { outputFiles } = await build({
          entryPoints: ["src/boot.ts"],
          bundle: true,
          minify: true,
          format: "iife",
          target: TARGETS,
          write: false,
          define: {
            LIST_PIECES: JSON.stringify(list.map((piece) => `/${piece.fileName}`)),
            FONTS: JSON.stringify({ latin: font("latin"), cyrillic: font("cyrillic") }),
          },
        });
        return html.replace("<!-- src/boot.ts -->", () => `<script>${outputFiles[0]!.text.trim()}</script>`);
      },
    },
  };
}

/**
 * Nearly everything in these pieces runs before the list is there. So told, a browser compiles it on another thread while
 * it arrives, instead of function by function when each is first called. Others read a comment. React's piece is left
 * out: half of it does not run at first, and side by side the list came later with it. Written last, because it must be
 * the first line.
 */
function compileHints(): Plugin {
  return {
    name: "compile-hints",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const piece of Object.values(bundle)) {
          if (piece.type === "chunk" && /^(convex|core|list|customers)$/.test(piece.name))
            piece.code = `//# allFunctionsCalledOnLoad\n${piece.code}`;
        }
      },
    },
  };
}

/** A file that only lazy code asks for would be fetched by everybody with the core, and nobody would see why: the build says so. */
function onlyWhatIsAskedFor(): Plugin {
  return {
    name: "only-what-is-asked-for",
    apply: "build",
    generateBundle(_, bundle) {
      const asked = new Set<string>();
      const ask = (id: string) => {
        if (asked.has(id)) return;
        asked.add(id);
        this.getModuleInfo(id)?.importedIds.forEach(ask);
      };
      [...this.getModuleIds()].filter((id) => /\/src\/(main|.*\/CustomersPage)\.tsx$/.test(id)).forEach(ask);
      for (const piece of Object.values(bundle)) {
        if (piece.type !== "chunk" || !/^(core|list)$/.test(piece.name)) continue;
        const strangers = Object.entries(piece.modules).filter(
          ([id, { renderedLength }]) => renderedLength > 0 && !asked.has(id),
        );
        if (strangers.length > 0)
          throw new Error(
            `Only lazy code asks for ${strangers.map(([id]) => id.split("/src/").at(-1)).join(", ")}, but it is in the first load: leave it out of CORE and LIST in vite.config.ts.`,
          );
      }
    },
  };
}

/**
 * The sheets of single Radix Themes components (src/ui/themed) stand in the package as they are written. Inside their own
 * `@breakpoints` each rule stands once for every width of window; Orbit gives no property by width, so once is enough.
 */
const themesBreakpoints = {
  postcssPlugin: "themes-breakpoints",
  AtRule: {
    breakpoints: (rule: { replaceWith: (nodes: never[]) => unknown; nodes?: unknown[] }) =>
      void rule.replaceWith((rule.nodes ?? []) as never[]),
  },
};

const TARGETS = ["chrome123", "edge123", "firefox121", "safari17.5"];

export default defineConfig({
  plugins: [iconModules(), react(), boot(), onlyWhatIsAskedFor(), compileHints()],
  css: { postcss: { plugins: [themesBreakpoints] } },
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: TARGETS,
    manifest: true,
    // The largest lazy chunk (charts) is about 350 kB before compression; the size test watches what matters.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              priority: 40,
              test: /node_modules[\\/](react|react-dom|scheduler|react-router|cookie|set-cookie-parser)[\\/]/,
            },
            {
              name: "convex",
              priority: 30,
              test: /node_modules[\\/]convex[\\/]dist[\\/]esm[\\/](react|browser|values|server|common|vendor)[\\/]/,
            },
            { name: "core", priority: 20, test: CORE },
            { name: "customers", priority: 5, test: CUSTOMERS },
            { name: "list", priority: 10, test: LIST },
          ],
        },
      },
    },
  },
  server: {
    port: 4200,
    proxy: { "/api": { target: "http://127.0.0.1:3210", ws: true }, "/v1": "http://127.0.0.1:3210" },
  },
});

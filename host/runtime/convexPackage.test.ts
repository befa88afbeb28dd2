import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { changed, CHANGES, convexPackage, digestOf } from "./convexPackage";
import { sharedOptions } from "./bundle";

const PACKAGE = join(import.meta.dirname, "..", "..", "node_modules", "convex", "dist", "esm");

describe("the convex package in bundles", () => {
  it("RT-57 every change fits the installed version", () => {
    for (const [path, { digest, changes }] of Object.entries(CHANGES)) {
      const source = readFileSync(join(PACKAGE, path), "utf8");
      expect(digestOf(source), path).toBe(digest);
      for (const { from, times = 1 } of changes)
        expect(source.split(from), `${path}: ${from}`).toHaveLength(times + 1);
      expect(changed(source, changes)).not.toBeNull();
    }
  });

  it("RT-57 a file that reads differently is left as it is", () => {
    const changes = [
      { from: "one", to: "1" },
      { from: "two", to: "2" },
    ];
    expect(changed("one, two", changes)).toBe("1, 2");
    expect(changed("one, deux", changes)).toBeNull();
    expect(changed("one, two, two", changes)).toBeNull();
    const range = [{ from: "if (", until: ")", times: 2, to: "when" }];
    expect(changed("if (a) b; if (c) d;", range)).toBe("when b; when d;");
    expect(changed("if (a) b;", range)).toBeNull();
    expect(changed("if (a) b; if (c", range)).toBeNull();
  });

  it("RT-57 a bundled function calls the host with values, and without the changes with text", async () => {
    const bundle = async (plugins: (typeof convexPackage)[]) => {
      const { outputFiles } = await build({
        ...sharedOptions("browser"),
        stdin: {
          contents:
            'import { mutationGeneric, queryGeneric } from "convex/server"; export const all = [queryGeneric(() => 1), mutationGeneric(() => 1)];',
          resolveDir: import.meta.dirname,
        },
        write: false,
        plugins,
      });
      return outputFiles[0]!.text;
    };
    const direct = await bundle([convexPackage]);
    for (const call of [
      "get",
      "open",
      "next",
      "collect",
      "page",
      "close",
      "resultText",
      "fromJson",
      "toJson",
      "insert",
      "patch",
      "replace",
      "remove",
      "normalizeId",
      "ownJson",
      "patchJson",
    ])
      expect(direct).toContain(`Convex.direct.${call}(`);
    expect(direct).not.toContain("1.0/queryStreamNext");
    expect(direct).not.toContain("1.0/insert");
    expect(await bundle([])).toContain("1.0/queryStreamNext");
  });
});

// Components mounted twice and within each other, on convex-test and on the engine.
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import boxSchema from "./mounted/convex/box/schema";
import innerSchema from "./mounted/convex/box/inner/schema";
import schema from "./mounted/convex/schema";
import { inBothWorlds, withGenerated, type Fixture } from "./worlds";

const MOUNTED: Fixture = {
  directory: fileURLToPath(new URL("mounted/convex", import.meta.url)),
  schema,
  modules: import.meta.glob("./mounted/convex/*.ts"),
  register(t) {
    const box = withGenerated(import.meta.glob("./mounted/convex/box/*.ts"));
    const inner = withGenerated(import.meta.glob("./mounted/convex/box/inner/*.ts"));
    for (const name of ["box", "second"]) {
      t.registerComponent(name, boxSchema, box);
      t.registerComponent(`${name}/inner`, innerSchema, inner);
    }
  },
};

inBothWorlds(
  "each test",
  (current) => {
    it("RT-40 every instance has tables of its own, those within others too", async () => {
      await current().mutation("main:put", { text: "one" });
      await current().mutation("main:put", { text: "two", into: "second" });
      await current().mutation("main:putInner", { text: "three", fail: false });
      expect(await current().query("main:texts")).toEqual({
        box: ["one"],
        second: ["two"],
        inner: ["three"],
      });
    });

    it("TX-1 TX-2 a failure inside a component undoes what it and those below it wrote, caught or not", async () => {
      await expect(current().mutation("main:putInner", { text: "gone", fail: true })).rejects.toThrow(
        /inside the box/,
      );
      expect(await current().mutation("main:caught", { text: "c" })).toEqual({ inside: "box" });
      expect(await current().query("main:texts")).toEqual({
        box: ["c before", "c after"],
        second: [],
        inner: [],
      });
    });

    it("RT-18 a component calls the app through a handle, now and later, and is not told who asks", async () => {
      const ada = current().as({ subject: "ada", issuer: "https://id.example" });
      expect(await ada.mutation("main:callBack")).toBe("called");
      await ada.mutation("main:callBackLater");
      await current().settle();
      expect(await current().query("main:calls")).toEqual([
        { by: "box", who: null },
        { by: "box, later", who: null },
      ]);
    });

    it("RT-25 the caller's identity stays in the app", async () => {
      const ada = current().as({ subject: "ada", issuer: "https://id.example" });
      expect(await ada.query("main:whoami")).toEqual({ app: "ada", box: null });
      expect(await ada.action("main:fromAction", { text: "t" })).toEqual({ who: null, action: null });
    });

    it("SC-13 jobs belong to the component that scheduled them", async () => {
      await current().mutation("main:soon", { text: "later" });
      await current().settle();
      expect(await current().query("main:jobs")).toEqual({ app: 0, box: ["success"] });
      expect(await current().query("main:texts")).toMatchObject({ box: ["later"] });
    });

    it("RT-53 files belong to the component that stored them", async () => {
      expect(await current().action("main:file")).toBe("kept in the box");
      expect(await current().query("main:files")).toEqual({ app: 0, box: 1 });
    });

    it("RT-26 RT-40 a function of a component knows where it is; its ids mean nothing elsewhere", async () => {
      expect(await current().query("main:metadata")).toEqual({
        name: "store:metadata",
        componentPath: "box",
      });
      const id = await current().mutation("main:put", { text: "mine" });
      expect(await current().query("main:crossed", { id })).toEqual({ app: null, own: "mine" });
    });

    it("RT-20 arguments are checked where a call enters a component", async () => {
      await expect(current().mutation("main:wrongArguments")).rejects.toThrow();
      expect(await current().query("main:texts")).toMatchObject({ box: [] });
    });
  },
  MOUNTED,
);

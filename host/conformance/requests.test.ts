// What a function is told of its request and its world: routes, files, metadata, variables, time and chance.
import type { Value } from "convex/values";
import { expect, it } from "vitest";
import { inBothWorlds, onEngine } from "./worlds";

type Row = Record<string, Value>;

inBothWorlds("once", (current) => {
  it("RT-28 a route is told method, path, query, headers and every byte of the body", async () => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const hasBody = !["GET", "OPTIONS"].includes(method);
      const response = await current().fetch("/echo?a=1&b=%C3%A4&a=2", {
        method,
        headers: { "x-sent": "yes" },
        ...(hasBody ? { body: Uint8Array.from([0, 127, 128, 255]) } : {}),
      });
      expect(await response.json()).toEqual({
        method,
        path: "/echo",
        query: [["a", "1"], ["b", "ä"], ["a", "2"]], // prettier-ignore
        header: "yes",
        bytes: hasBody ? [0, 127, 128, 255] : [],
        who: null,
      });
    }
    expect((await current().fetch("/nowhere", { method: "GET" })).status).toBe(404);
    expect((await current().fetch("/bytes", { method: "POST" })).status).toBe(404);
  });

  it("RT-28 an exact path comes before a prefix, and the longest prefix before shorter ones", async () => {
    const said = async (path: string) => await (await current().fetch(path, { method: "GET" })).text();
    expect(await said("/deep/x")).toBe("short prefix");
    expect(await said("/deep/er/x")).toBe("long prefix");
    expect(await said("/deep/er/exact")).toBe("exact");
    expect(await said("/deep/er/exact/x")).toBe("long prefix");
  });

  it("RT-28 bytes, streams, several headers of a name and the caller cross a route", async () => {
    const bytes = await current().fetch("/bytes", { method: "GET" });
    expect(bytes.status).toBe(206);
    expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual(Array.from({ length: 256 }, (_, i) => i));
    expect(bytes.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await (await current().fetch("/stream", { method: "GET" })).text()).toBe("one two three");
    const ada = current().as({ subject: "ada", issuer: "https://id.example" });
    expect(await (await ada.fetch("/echo", { method: "GET" })).json()).toMatchObject({ who: "ada" });
  });

  it("RT-28 a route stores files and schedules functions; one that throws gives no answer of its own", async () => {
    const upload = await current().fetch("/upload", { method: "POST", body: "by a route" });
    expect(await upload.json()).toMatchObject({ text: "by a route" });
    const scheduled = await current().fetch("/schedules", { method: "POST", body: "by-route" });
    expect(scheduled.status).toBe(204);
    await current().settle();
    expect(await current().query("jobs:rows", { name: "by-route" })).toBe(1);
    await expect(current().fetch("/throws", { method: "GET" })).rejects.toThrow(/thrown by a route/);
  });

  it("RT-53 files: rows of _storage, URLs from actions, and nothing once deleted", async () => {
    const { id } = (await current().action("system:storeFile", { text: "four" })) as { id: string };
    expect(await current().query("system:files")).toContain(4);
    expect(await current().action("system:read", { id })).toBe("four");
    const urls = (await current().action("system:actionUrls", { id })) as Row;
    expect(urls).toMatchObject({ before: true, after: null });
    expect(urls["upload"]).toMatch(/\/api\/storage\/upload\?token=/);
    expect(await current().action("system:read", { id })).toBe(null);
    expect(await current().query("system:files")).not.toContain(4);
  });

  it("RT-53 a file is deleted once, and a mutation that deletes it again leaves it", async () => {
    const { id } = (await current().action("system:storeFile", { text: "kept" })) as { id: string };
    await expect(current().mutation("system:deleteTwice", { id })).rejects.toThrow();
    expect(await current().action("system:read", { id })).toBe("kept");
  });

  it("RT-26 mutations and actions know their request, what they call shares it, queries do not", async () => {
    expect(await current().mutation("system:requestMetadata")).toEqual({
      ip: null,
      userAgent: null,
      hasRequestId: true,
      scheduledFunctionId: null,
    });
    expect(await current().mutation("system:nestedMetadata")).toEqual({
      sameRequest: true,
      names: ["system:nestedMetadata", "system:innerMetadata"],
    });
    expect(await current().action("system:metadataInAction")).toEqual({
      name: "system:metadataInAction",
      type: "action",
      visibility: "public",
      scheduledFunctionId: null,
    });
    await expect(current().query("system:metadataInQuery")).rejects.toThrow();
    await expect(current().action("system:metricsInAction")).rejects.toThrow();
  });

  it("RT-16 a caught failure gives its writes back to the budget, not its reads", async () => {
    expect(await current().mutation("nested:metricsAfterFailure")).toEqual({
      databaseQueries: 1,
      documentsWritten: 1,
      functionsScheduled: 0,
    });
  });

  it("RT-16 everything a transaction is measured by, with Convex's limits", async () => {
    const metrics = (await current().mutation("bounds:measured")) as Row[];
    const of = (name: string) => metrics.find((one) => one["name"] === name);
    expect(of("bytesRead")).toMatchObject({ limit: 16 << 20 });
    expect(of("bytesWritten")).toMatchObject({ limit: 16 << 20 });
    expect(of("scheduledFunctionArgsBytes")).toMatchObject({ limit: 16 << 20 });
    expect(of("databaseQueries")).toEqual({ name: "databaseQueries", used: 2, limit: 4_096 });
    expect(of("documentsRead")).toEqual({ name: "documentsRead", used: 1, limit: 32_000 });
    expect(of("documentsWritten")).toEqual({ name: "documentsWritten", used: 2, limit: 16_000 });
    expect(of("functionsScheduled")).toEqual({ name: "functionsScheduled", used: 1, limit: 1_000 });
    for (const name of ["bytesRead", "bytesWritten", "scheduledFunctionArgsBytes"])
      expect([name, Number(of(name)!["used"]) > 10 && Number(of(name)!["used"]) < 1_000]).toEqual([
        name,
        true,
      ]);
  });

  it.each(["fetch()", "setTimeout", "setInterval"])(
    "RT-23 %s is refused in queries and mutations with Convex's words, and works in actions",
    async (how) => {
      // convex-test words it in its own way.
      const words =
        current().name === "engine"
          ? `Can't use ${how} in queries and mutations. Please consider using an action. See https://docs.convex.dev/functions/actions for more details.`
          : how.replace("()", "");
      await expect(current().query("bounds:reachInQuery", { how })).rejects.toThrow(words);
      await expect(current().mutation("bounds:reachInMutation", { how })).rejects.toThrow(words);
      expect(await current().action("bounds:reachInAction", { how })).toBe("reached");
    },
  );

  it("RT-54 environment variables are read when a function runs", async () => {
    expect(await current().query("system:variable", { name: "CONFORMANCE_WORD" })).toBe(null);
    await current().setVariable("CONFORMANCE_WORD", "one");
    expect(await current().query("system:variable", { name: "CONFORMANCE_WORD" })).toBe("one");
    await current().setVariable("CONFORMANCE_WORD", "two");
    expect(await current().query("system:variable", { name: "CONFORMANCE_WORD" })).toBe("two");
  });

  it("RT-4 an id of another table, or of nothing, is refused by get", async () => {
    const note = await current().mutation("notes:add", { channel: "ids", text: "t" });
    await expect(current().query("system:wrongId", { id: note })).rejects.toThrow();
    await expect(current().query("system:wrongId", { id: "nonsense" })).rejects.toThrow();
  });

  it("RT-5 queries call no mutations", async () => {
    await expect(current().query("nested:writesFromQuery")).rejects.toThrow();
  });

  it("SE-2 several filter fields and a filter beside them narrow a search together", async () => {
    for (const [text, rank] of [
      ["red one", 1],
      ["red two", 2],
      ["red three", 1],
      ["blue", 1],
    ] as const)
      // prettier-ignore
      await current().mutation("notes:add", { channel: "narrow", text, rank });
    await current().mutation("notes:add", { channel: "wide", text: "red other", rank: 1 });
    const found = (await current().query("notes:searchNarrow", {
      text: "red",
      channel: "narrow",
      rank: 1,
      not: "red three",
    })) as string[];
    expect(found).toEqual(["red one"]);
  });
});

onEngine("once", (current) => {
  it("RT-24 RT-34 a query or mutation sees one moment, whichever way it asks, and its own chance; an action sees time pass", async () => {
    type Asked = { before: unknown[]; after: unknown[]; random: number[]; given: unknown[] };
    const ask = {
      query: async () => (await current().query("system:outside")) as Asked,
      mutation: async () => (await current().mutation("system:outsideInMutation")) as Asked,
    };
    const began = Date.now();
    for (const kind of ["query", "mutation"] as const) {
      const one = await ask[kind]();
      expect([kind, one.after]).toEqual([kind, one.before]);
      expect(one.given).toEqual([5, "0.005", 5]);
      const [moment] = one.before as number[];
      expect(moment).toBeGreaterThanOrEqual(began);
      expect(moment).toBeLessThanOrEqual(Date.now());
      expect(one.before[3]).toBe(one.before[4]);
      expect((await ask[kind]()).random).not.toEqual(one.random);
    }
    const { before, after } = (await current().action("system:outsideInAction")) as Asked;
    for (const milliseconds of [0, 1, 3, 4, 6]) expect(after[milliseconds]).not.toBe(before[milliseconds]);
  });

  it("RT-23 AbortSignal.timeout waits in actions and is refused elsewhere; other ways out are not there", async () => {
    const how = "AbortSignal.timeout";
    const words = "Can't use AbortSignal.timeout in queries and mutations. Please consider using an action.";
    await expect(current().query("bounds:reachInQuery", { how })).rejects.toThrow(words);
    await expect(current().mutation("bounds:reachInMutation", { how })).rejects.toThrow(words);
    expect(await current().action("bounds:reachInAction", { how })).toBe("reached");
    expect(await current().query("system:waysOut")).toEqual(["undefined", "undefined", "undefined"]);
  });

  it("RT-15 RT-55 what a function may read, write, return and nest has Convex's limits and texts", async () => {
    const world = current();
    await expect(
      world.mutation("nested:writeBytes", { count: 17, size: 1_000_000, channel: "big" }),
    ).rejects.toThrow("Too many bytes written in a single function execution (limit: 16777216 bytes)");
    for (let i = 0; i < 2; i++)
      await world.mutation("nested:writeBytes", { count: 9, size: 1_000_000, channel: "big" });
    await expect(world.query("nested:readRows", { name: "big" })).rejects.toThrow(
      "Too many bytes read in a single function execution (limit: 16777216 bytes)",
    );
    for (let i = 0; i < 3; i++)
      await world.mutation("nested:writeBytes", { count: 11_000, size: 1, channel: "many" });
    await expect(world.query("nested:readRows", { name: "many" })).rejects.toThrow(
      "Too many documents read in a single function execution (limit: 32000)",
    );
    await expect(world.query("nested:readMany", { times: 4_097 })).rejects.toThrow(
      "Too many reads in a single function execution (limit: 4096)",
    );
    expect(await world.query("nested:deep", { depth: 7 })).toBe(7);
    await expect(world.query("nested:deep", { depth: 8 })).rejects.toThrow(
      "Cross component call depth limit exceeded. Do you have an infinite loop in your app?",
    );
    const large = "x".repeat(17 << 20);
    await expect(world.query("values:echo", { value: large })).rejects.toThrow(
      "Arguments for values.js:echo are too large (actual: 17.00 MiB, limit: 16 MiB)",
    );
    await expect(world.action("values:large", { mebibytes: 17 })).rejects.toThrow(
      "Function values.js:large return value is too large (actual: 17.00 MiB, limit: 16 MiB)",
    );
  });

  it("RT-55 a use node action takes 5 MiB of arguments, other actions 16", async () => {
    const text = (bytes: number) => ({ text: "x".repeat(bytes) });
    expect(await current().action("nodeActions:lengthOf", text((5 << 20) - 100))).toBe((5 << 20) - 100);
    await expect(current().action("nodeActions:lengthOf", text((5 << 20) + 1))).rejects.toThrow(
      "Node actions arguments size is too large. The maximum size is 5 MiB.",
    );
    // Three bytes each, and a third of that many characters.
    await expect(current().action("nodeActions:lengthOf", { text: "你".repeat(1_800_000) })).rejects.toThrow(
      "Node actions arguments size is too large.",
    );
    expect(await current().action("values:lengthOf", text(6 << 20))).toBe(6 << 20);
  });

  it("RT-62 an action does 1,000 things at once, requests among them; more wait their turn and are all done", async () => {
    // Each of them waits for the request, which waits for none.
    const few = await current().action("bounds:waitForMany", { count: 900, together: 900, holds: true });
    expect(few).toEqual({ most: 900, ended: 900, beforeFetch: 0 });
    const asked = { count: 2_500, together: 1_000, holds: false };
    const many = (await current().action("bounds:waitForMany", asked)) as Row;
    expect(many).toMatchObject({ most: 1_000, ended: 2_500 });
    // In order: the request was asked for last.
    expect(many["beforeFetch"]).toBeGreaterThan(1_400);
  });

  it.each([
    ["$start", /\$start|start with/],
    ["_own", /underscore/],
    ["ä", /field/i],
    ["x".repeat(65), /64/],
  ])("ST-12 a document cannot have the field %s", async (field, text) => {
    await expect(current().mutation("values:withField", { field })).rejects.toThrow(text);
  });
});

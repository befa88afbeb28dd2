// What Convex documents of searches. convex-test finds the same documents, so that part runs in both worlds; it has no
// order of relevance, so each criterion of it is held on the host alone, by pairs of texts that differ in nothing else.
import { expect, it } from "vitest";
import { inBothWorlds, onEngine, type World } from "./worlds";

async function write(world: World, channel: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) await world.mutation("notes:add", { channel, text });
}

async function find(world: World, channel: string, text: string): Promise<string[]> {
  return (await world.query("notes:search", { text, channel, count: 100 })) as string[];
}

inBothWorlds("once", (current) => {
  it("SE-13 the last word is also a beginning, the others are whole words, and a misspelt word finds nothing", async () => {
    await write(current(), "typeahead", ["rabbit", "send request", "snake", "hello hi"]);
    const found = async (text: string) => (await find(current(), "typeahead", text)).sort();
    expect(await found("r")).toEqual(["rabbit", "send request"]);
    expect(await found("stake")).toEqual([]);
    expect(await found("snak")).toEqual(["snake"]);
    expect(await found("snakes")).toEqual([]);
    expect(await found("RABBIT send")).toEqual(["rabbit", "send request"]);
    expect(await found("nake")).toEqual([]);
  });

  it("SE-13 a filter on undefined finds the documents that lack the field", async () => {
    await current().mutation("notes:add", { channel: "lacks", text: "pear without" });
    await current().mutation("notes:add", { channel: "lacks", text: "pear with", rank: 0 });
    expect(await current().query("notes:searchUnranked", { text: "pear" })).toEqual(["pear without"]);
  });
});

onEngine("once", (current) => {
  // Each pair is written both ways round: neither age nor the order of writing decides.
  it.each([
    ["more words of the query", "red boat", "a red boat at the pier", "a red house at the pier"],
    ["a word more often", "boat", "boat and boat and harbour", "boat and ship and harbour"],
    ["a shorter text", "boat", "boat at sea", "boat at sea with sails and a crew of nine from the north"],
    ["the whole word, not its beginning", "boat", "an old boat", "an old boathouse"],
  ])("SE-13 %s ranks higher", async (what, query, better, worse) => {
    const ways = [[better, worse], [worse, better]]; // prettier-ignore
    for (const [i, texts] of ways.entries()) {
      const channel = `${what} ${i}`;
      await write(current(), channel, texts);
      expect(await find(current(), channel, query)).toEqual([better, worse]);
    }
  });

  it("SE-13 a rarer word of the query counts for more", async () => {
    await write(
      current(),
      "rarity",
      Array.from({ length: 30 }, (_, i) => `harbour ${i}`),
    );
    await write(current(), "rarity", ["lighthouse view", "harbour view", "lighthouse hill", "harbour hill"]);
    const found = await find(current(), "rarity", "harbour lighthouse");
    expect(new Set(found.slice(0, 2))).toEqual(new Set(["lighthouse hill", "lighthouse view"]));
  });

  it("SE-13 among documents with the same score the newest comes first, also in pages", async () => {
    const texts = Array.from({ length: 25 }, (_, i) => `equal${i} word`);
    await write(current(), "equals", texts);
    const newest = texts.toReversed();
    expect(await find(current(), "equals", "word")).toEqual(newest);
    const paged: string[] = [];
    for (let cursor: string | null = null, isDone = false; !isDone;) {
      const page = (await current().query("notes:searchPage", {
        text: "word",
        channel: "equals",
        paginationOpts: { numItems: 10, cursor },
      })) as { page: string[]; isDone: boolean; continueCursor: string };
      paged.push(...page.page);
      ({ isDone, continueCursor: cursor } = page);
    }
    expect(paged).toEqual(newest);
  });
});

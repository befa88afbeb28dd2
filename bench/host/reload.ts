/** From a saved file to the new result on a connected client. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { watchFolder } from "../../host/watch";
import { newProject, startBenchHost } from "./project";
import { median, ms, type Line } from "./table";

export async function measureReload(rounds: number): Promise<Line[]> {
  const project = newProject();
  const file = path.join(project, "convex", "version.ts");
  const save = (n: number) =>
    writeFileSync(
      file,
      `import { queryGeneric as query } from "convex/server";\nexport const get = query({ args: {}, handler: async () => ${n} });\n`,
    );
  save(-100);
  const host = await startBenchHost(project);
  const stopWatching = watchFolder(host.engine, path.join(project, "convex"), () => {});
  const client = new ConvexClient(host.url);
  const times: number[] = [];
  try {
    let wake: () => void = () => {};
    let shown: unknown;
    client.onUpdate(makeFunctionReference<"query">("version:get"), {}, (value) => {
      shown = value;
      wake();
    });
    const until = async (value: number) => {
      while (shown !== value) await new Promise<void>((resolve) => (wake = resolve));
    };
    await until(-100);
    for (let round = -3; round < rounds; round++) {
      const began = performance.now();
      save(round);
      await until(round);
      if (round >= 0) times.push(performance.now() - began);
    }
  } finally {
    await client.close();
    stopWatching();
    await host.stop();
  }
  return [
    {
      what: "hot reload: file saved to new result on a client",
      orbit: ms(median(times)),
      floor: "",
      judged: ms(median(times)),
      target: "≤ 200 ms",
      ok: median(times) <= 200,
    },
  ];
}

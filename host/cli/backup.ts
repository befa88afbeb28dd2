/** `npm run backup -- <file>` and `npm run restore -- <file>`. */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { StartError, type HostConfig } from "../config";
import type { Engine, EngineOptions } from "../contract";
import { checkFormat, FORMAT_VERSION, openDataFolder } from "../dataFolder";
import { MANAGED_FILE, systemEnvironment } from "../environment";
import { RUNNING_FILE } from "../host";
import { readSecrets, SECRETS_FILE } from "../secrets";
import { packFolder, unpack } from "./tar";

const MANIFEST = "backup.json";

type CreateEngine = (options: EngineOptions) => Promise<Engine>;

/**
 * Writes a consistent copy of the data, files, variables and secrets to `file`. A
 * running host is asked to make the copy; otherwise the folder is opened here.
 */
export async function backup(config: HostConfig, file: string, createEngine: CreateEngine): Promise<void> {
  const { dataDirectory } = config;
  if (existsSync(file)) throw new StartError(`${file} exists already. Choose another name.`);
  const secrets = readSecrets(dataDirectory);
  const scratch = mkdtempSync(path.join(dataDirectory, "backup-"));
  try {
    const running = runningHost(dataDirectory);
    if (!(running && (await askHost(running, secrets.adminKey, scratch)))) {
      await copyStopped(dataDirectory, scratch, createEngine);
    }
    await copyFile(path.join(dataDirectory, SECRETS_FILE), path.join(scratch, SECRETS_FILE));
    await copyFile(path.join(dataDirectory, MANAGED_FILE), path.join(scratch, MANAGED_FILE)).catch(() => {});
    await writeFile(path.join(scratch, "format.json"), JSON.stringify({ version: FORMAT_VERSION }));
    await writeFile(path.join(scratch, MANIFEST), JSON.stringify({ format: FORMAT_VERSION, at: Date.now() }));
    const partial = `${file}.part`;
    await pipeline(
      Readable.from(packFolder(scratch)),
      createGzip(),
      createWriteStream(partial, { mode: 0o600 }),
    );
    await rename(partial, file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Unpacks and checks the whole archive beside the data folder, then puts it in its
 * place. A folder with data is only replaced with `force`, and is kept beside.
 * Returns where the replaced data is now, or null.
 */
export async function restore(config: HostConfig, file: string, force: boolean): Promise<string | null> {
  const { dataDirectory } = config;
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`);
  const used = existsSync(dataDirectory) && readdirSync(dataDirectory).length > 0;
  if (used && !force) {
    throw new StartError(
      `The data folder ${dataDirectory} is not empty. Add --force to replace what is in it.`,
    );
  }
  await mkdir(path.dirname(dataDirectory), { recursive: true });
  const scratch = mkdtempSync(`${dataDirectory}.restore-`);
  try {
    await unpackBackup(file, scratch);
    // Held while the folders change places: nobody may start in between.
    const lock = used ? await openDataFolder(dataDirectory) : null;
    const aside = used ? `${dataDirectory}.replaced-${Date.now()}` : null;
    if (aside) await rename(dataDirectory, aside);
    else await rm(dataDirectory, { recursive: true, force: true });
    await rename(scratch, dataDirectory);
    lock?.release();
    return aside;
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

async function unpackBackup(file: string, directory: string): Promise<void> {
  try {
    const gunzip = createGunzip();
    const source = createReadStream(file);
    source.on("error", (error) => gunzip.destroy(error));
    await unpack(source.pipe(gunzip) as AsyncIterable<Buffer>, directory);
  } catch (error) {
    throw new StartError(`${file} cannot be restored: ${(error as Error).message}.`);
  }
  if (!existsSync(path.join(directory, MANIFEST)) || checkFormat(directory) === null) {
    throw new StartError(`${file} is no backup of Orbit.`);
  }
  readSecrets(directory);
  await rm(path.join(directory, MANIFEST));
}

/** Address of the host that says it runs on this folder; it may have died without a word. */
function runningHost(directory: string): string | null {
  try {
    const { url } = JSON.parse(readFileSync(path.join(directory, RUNNING_FILE), "utf8")) as { url?: unknown };
    return typeof url === "string" ? url : null;
  } catch {
    return null;
  }
}

/** False when nobody answers at the address. */
async function askHost(url: string, adminKey: string, directory: string): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(new URL("/api/orbit/backup", url), {
      method: "POST",
      headers: { authorization: `Convex ${adminKey}`, "content-type": "application/json" },
      body: JSON.stringify({ directory: path.basename(directory) }),
    });
  } catch {
    return false;
  }
  if (response.ok) return true;
  throw new StartError(`The running host refused the backup: ${await response.text()}`);
}

async function copyStopped(directory: string, target: string, createEngine: CreateEngine): Promise<void> {
  const folder = await openDataFolder(directory);
  const secrets = readSecrets(directory);
  const engine = await createEngine({
    dataDirectory: directory,
    systemEnvironment: systemEnvironment(secrets, {
      cloudUrl: "http://127.0.0.1",
      siteUrl: "http://127.0.0.1",
    }),
    instanceSecret: secrets.instanceSecret,
  });
  try {
    await engine.backup(target);
  } finally {
    await engine.close();
    folder.release();
  }
}

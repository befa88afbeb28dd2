/** The data folder: may we use it, was it written by a version we can read, is anybody else in it. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { createHash } from "node:crypto";
import path from "node:path";
import { StartError } from "./config";

/** Layout of the data folder. Raised by any change that an older version must not touch. */
export const FORMAT_VERSION = 1;
const FORMAT_FILE = "format.json";
/** Unix sockets allow about 100 bytes of path. */
const MAX_SOCKET_PATH = 100;

export interface DataFolder {
  readonly path: string;
  /** Lets another process in. */
  release(): void;
}

/** Makes the folder if needed, checks it and locks it until `release`. Throws StartError. */
export async function openDataFolder(directory: string): Promise<DataFolder> {
  makeWritable(directory);
  checkFormat(directory);
  const lock = await takeLock(directory);
  writeFormat(directory);
  return { path: directory, release: () => lock.close() };
}

/** Version written in the folder; null when it was never used. Throws StartError on a newer one. */
export function checkFormat(directory: string): number | null {
  const file = path.join(directory, FORMAT_FILE);
  if (!existsSync(file)) return null;
  let version: unknown;
  try {
    version = (JSON.parse(readFileSync(file, "utf8")) as { version?: unknown }).version;
  } catch {
    throw new StartError(`${file} is damaged. Restore the data folder from a backup.`);
  }
  if (typeof version !== "number")
    throw new StartError(`${file} names no version. Restore the data folder from a backup.`);
  if (version > FORMAT_VERSION) {
    throw new StartError(
      `The data folder ${directory} was written by a newer version of Orbit (format ${version}, this one reads up to ${FORMAT_VERSION}). Update Orbit or choose another ORBIT_DATA.`,
    );
  }
  return version;
}

function writeFormat(directory: string): void {
  writeFileSync(path.join(directory, FORMAT_FILE), `${JSON.stringify({ version: FORMAT_VERSION })}\n`);
}

function makeWritable(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!statSync(directory).isDirectory()) throw new Error("it is not a folder");
    const probe = path.join(directory, ".write-test");
    closeSync(openSync(probe, "w"));
    rmSync(probe);
  } catch (error) {
    throw new StartError(
      `The data folder ${directory} cannot be written: ${reason(error)}. Set ORBIT_DATA to a folder of your own.`,
    );
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EROFS") return "the disk is read-only";
  if (code === "ENOSPC") return "the disk is full";
  if (code === "ENOTDIR" || code === "EEXIST") return "a file is in the way";
  return message;
}

/**
 * A listening socket is a lock that the system frees with its process, however that
 * ends. One left behind by a kill refuses connections and is taken over.
 */
async function takeLock(directory: string): Promise<Server> {
  const address = lockAddress(directory);
  const server = await listen(address).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE")
      throw new StartError(`The data folder ${directory} cannot be locked: ${error.message}.`);
    return null;
  });
  if (server) return server;
  if (await answers(address)) {
    throw new StartError(
      `The data folder ${directory} is in use by another Orbit. Stop it or choose another ORBIT_DATA.`,
    );
  }
  rmSync(address, { force: true });
  return listen(address);
}

function lockAddress(directory: string): string {
  const name = createHash("sha256").update(path.resolve(directory)).digest("hex").slice(0, 24);
  if (process.platform === "win32") return `\\\\.\\pipe\\orbit-${name}`;
  const inside = path.join(directory, "lock.sock");
  return Buffer.byteLength(inside) <= MAX_SOCKET_PATH ? inside : path.join(tmpdir(), `orbit-${name}.sock`);
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(address, () => resolve(server.unref()));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/**
 * Finds a Chromium for the browser tests, or installs one: CHROMIUM_PATH, the
 * system's, one that Playwright downloaded earlier, Debian's package,
 * Playwright's download. Fails loudly; tests are never skipped for want of it.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import process from "node:process";

const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Flags every launch needs; Playwright adds its own. */
export const browserArguments = ["--disable-gpu", "--disable-quic", "--no-sandbox"];

/** Path of an installed Chromium, or null. Never installs. */
export async function installedBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!isExecutable(given))
      throw new Error(`CHROMIUM_PATH is set to ${given}, which is not an executable file`);
    return given;
  }
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of systemNames) {
      const candidate = join(folder, name);
      if (folder !== "" && isExecutable(candidate)) return candidate;
    }
  }
  const { chromium } = await import("playwright-core");
  const downloaded = chromium.executablePath();
  return downloaded !== "" && existsSync(downloaded) ? downloaded : null;
}

/** Path of a Chromium, installing one when there is none. */
export async function findBrowser() {
  const found = await installedBrowser();
  if (found !== null) return found;
  console.log("No Chromium found; installing one for the browser tests.");
  installFromDebian();
  const packaged = await installedBrowser();
  if (packaged !== null) return packaged;
  installFromPlaywright();
  const downloaded = await installedBrowser();
  if (downloaded !== null) return downloaded;
  throw new Error(
    "The browser tests need Chromium and none could be installed. Install chromium or Google Chrome, or set CHROMIUM_PATH to its executable.",
  );
}

function installFromDebian() {
  if (process.platform !== "linux" || !onPath("apt-get")) return;
  const sudo = process.getuid?.() === 0 ? [] : onPath("sudo") ? ["sudo", "-n"] : null;
  if (sudo === null) return;
  const apt = (...words) => {
    const command = [...sudo, "apt-get", "-o", "DPkg::Lock::Timeout=300", ...words];
    return (
      spawnSync(command[0], command.slice(1), {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        timeout: 600_000,
      }).status === 0
    );
  };
  const install = () => apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
  if (!install()) {
    apt("update", "-qq");
    install();
  }
}

function installFromPlaywright() {
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  spawnSync(process.execPath, [cli, "install", "--no-shell", "chromium"], {
    stdio: "inherit",
    timeout: 600_000,
  });
}

function onPath(name) {
  try {
    execFileSync("which", [name], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(`Browser tests use ${await findBrowser()}`);
}

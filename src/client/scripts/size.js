// Prints the sizes of bundles of the package (minified, gzipped), and fails if one exceeds its bound.
// With --compare, it also prints the sizes of other clients, built in the same way.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = 'export { createClient } from "./src/index.ts";';
const edn =
  'export { edn, parseEdn, printEdn } from "./src/formats/edn/index.ts"; export * from "./src/values/index.ts";';

/** What an app imports of both. */
const both =
  'export { createClient } from "./src/index.ts"; export { edn } from "./src/formats/edn/index.ts"; export * from "./src/values/index.ts";';

/** A packer includes the value classes that it needs. */
const packer = (/** @type {string} */ name) => `export { ${name} } from "./src/formats/${name}/index.ts";`;

const ours = [
  { name: "core", contents: core, bound: 9 * 1024 },
  { name: "EDN, with the value classes", contents: edn, bound: 4 * 1024 },
  { name: "Transit, with the value classes", contents: packer("transit"), bound: 3.75 * 1024 },
  { name: "MessagePack, with its classes", contents: packer("msgpack"), bound: 3 * 1024 },
  { name: "gzip", contents: packer("gzip"), bound: 1024 },
  { name: "JSON", contents: packer("json"), bound: 1024 },
  { name: "core and EDN", contents: both, bound: 12 * 1024 },
];
const others = [
  { name: "@microsoft/signalr", contents: 'export { HubConnectionBuilder } from "@microsoft/signalr";' },
  { name: "socket.io-client", contents: 'export { io } from "socket.io-client";' },
  { name: "phoenix", contents: 'export { Socket } from "phoenix";' },
];

/** @param {string} contents */
async function sizeOf(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
  });
  const [{ contents: bytes }] = outputFiles;
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

let tooBig = false;
for (const { name, contents, bound } of process.argv.includes("--compare") ? [...ours, ...others] : ours) {
  const { minified, gzipped } = await sizeOf(contents);
  const over = bound !== undefined && gzipped > bound;
  tooBig ||= over;
  const allowed = bound === undefined ? "" : `  (at most ${bound})${over ? "  TOO BIG" : ""}`;
  console.log(
    `${name.padEnd(32)} ${String(minified).padStart(6)} minified  ${String(gzipped).padStart(6)} gzipped${allowed}`,
  );
}
if (tooBig) process.exitCode = 1;

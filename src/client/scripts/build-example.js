// Builds the page of the reference example into a folder: `npm run build:example -- ../Sente.Host/wwwroot`.
import { cpSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} folder */
export async function buildExample(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of ["index.html", "style.css"]) cpSync(`${root}example/${file}`, `${folder}/${file}`);
  await build({
    entryPoints: [root + "example/main.ts"],
    outfile: folder + "/main.js",
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "esm",
    target: "es2022",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildExample(resolve(process.argv[2] ?? root + "dist/example"));

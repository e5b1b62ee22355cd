// Builds the package (modules, types, and a minified bundle for a script tag) and the page of the reference example.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildExample } from "./build-example.js";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(root + "dist", { recursive: true, force: true });

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});

await build({
  stdin: {
    contents: ["", ...["edn", "transit", "msgpack", "json", "gzip"].map((format) => `formats/${format}/`)]
      .map((folder) => `export * from "./${folder}index.ts";`)
      .join(""),
    resolveDir: root + "src",
  },
  outfile: root + "dist/sente-client.min.js",
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "iife",
  globalName: "Sente",
  target: "es2022",
});

await buildExample(root + "dist/example");

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(readFileSync(root + "package.json", "utf8")) as {
  exports: Record<string, { types: string; default: string } | string>;
};

test("each entry of the package is one of the sources, with its types", () => {
  const entries = Object.values(exports).filter((entry) => typeof entry === "object");
  expect(entries).not.toHaveLength(0);
  for (const { types, default: code } of entries) {
    expect(types).toBe(code.replace(/\.js$/, ".d.ts"));
    expect(existsSync(root + code.replace("./dist/", "src/").replace(/\.js$/, ".ts")), code).toBe(true);
  }
});

test("each packer is an entry of its own", () => {
  const formats = readdirSync(root + "src/formats", { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(formats).not.toHaveLength(0);
  for (const { name } of formats) {
    expect(exports).toHaveProperty([`./${name}`]);
  }
});

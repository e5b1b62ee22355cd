import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Every TypeScript sample of the package's README and of the project's must compile against the sources. */
test("the READMEs' samples compile", () => {
  const readmes = ["README.md", "../../README.md"].map((name) => readFileSync(root + name, "utf8"));
  const found = readmes.map((readme) => [...readme.matchAll(/^```ts\n(.*?)^```/gms)]);
  expect(found.map(({ length }) => length)).toEqual([5, 1]);
  const samples = found
    .flat()
    .map(([, code = ""], i): [string, string] => [`${root}sample${i}.ts`, code] as const);
  const { options } = ts.parseJsonConfigFileContent(
    {
      extends: "./tsconfig.json",
      compilerOptions: {
        types: [],
        module: "esnext",
        moduleResolution: "bundler",
        paths: {
          "sente-client": ["./src/index.ts"],
          "sente-client/testing": ["./src/testing/index.ts"],
          "sente-client/*": ["./src/formats/*/index.ts"],
        },
      },
    },
    ts.sys,
    root,
  );
  const host = ts.createCompilerHost(options);
  const code = new Map(samples);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => code.has(name) || fileExists.call(host, name);
  host.getSourceFile = (name, target) => {
    const sample = code.get(name);
    return sample === undefined
      ? getSourceFile.call(host, name, target)
      : ts.createSourceFile(name, sample, target, true);
  };
  const program = ts.createProgram([...code.keys()], options, host);
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(problems).toEqual([]);
}, 60_000);

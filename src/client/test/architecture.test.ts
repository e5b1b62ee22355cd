import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../src/", import.meta.url));

/** Each folder of the sources. A folder imports only from itself and from folders before it. */
const order = [
  "values",
  "formats",
  "formats/edn",
  "formats/json",
  "formats/msgpack",
  "formats/transit",
  "formats/gzip",
  "protocol",
  "transports",
  "connection",
  "client",
  "testing",
  "(root)",
];

/** What each source file imports, as paths relative to the sources; imports of types and exports `from` included. */
function importsByFile(): Map<string, string[]> {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(root + "../tsconfig.build.json", ts.sys.readFile).config,
    ts.sys,
    root + "..",
  );
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const imports = new Map<string, string[]>();
  for (const fileName of fileNames) {
    const source = program.getSourceFile(fileName);
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      // Module specifiers of `import .. from`, `export .. from`, `import(..)` and `import("..").Type`.
      if (ts.isStringLiteral(node)) {
        const [module] = checker.getSymbolAtLocation(node)?.declarations ?? [];
        if (module && ts.isSourceFile(module)) {
          found.add(relative(root, module.fileName));
        }
      }
      ts.forEachChild(node, visit);
    };
    if (source) {
      visit(source);
    }
    imports.set(relative(root, fileName), [...found]);
  }
  return imports;
}

function folderOf(file: string): string {
  const folder = dirname(file);
  return folder === "." ? "(root)" : folder;
}

/** The files of a cycle, if there is one: `a → b → a`. */
function cycleIn(imports: Map<string, string[]>): string | undefined {
  const done = new Set<string>();
  const search = (file: string, path: string[]): string | undefined => {
    if (path.includes(file)) {
      return [...path.slice(path.indexOf(file)), file].join(" → ");
    }
    if (done.has(file)) {
      return undefined;
    }
    for (const imported of imports.get(file) ?? []) {
      const cycle = search(imported, [...path, file]);
      if (cycle) {
        return cycle;
      }
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = search(file, []);
    if (cycle) {
      return cycle;
    }
  }
  return undefined;
}

test("each folder imports only from itself and from folders before it, and no files import each other", () => {
  const imports = importsByFile();
  const uses = new Map<string, Map<string, string[]>>();
  for (const [file, imported] of imports) {
    const from = folderOf(file);
    const byFolder = uses.get(from) ?? new Map<string, string[]>();
    uses.set(from, byFolder);
    for (const each of imported.filter((other) => folderOf(other) !== from)) {
      const to = folderOf(each);
      byFolder.set(to, [...(byFolder.get(to) ?? []), `${file} imports ${each}`]);
    }
  }

  const lines = [...uses].map(([from, byFolder]) => {
    const parts = [...byFolder]
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([to, all]) => `${to} (${all.length})${uses.get(to)?.has(from) ? " <->" : ""}`);
    return [from, `${from} uses ${parts.join(", ") || "nothing"}`] as const;
  });
  lines.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  console.log(lines.map(([, line]) => line).join("\n"));

  const wrong = [...uses].flatMap(([from, byFolder]) =>
    [...byFolder].filter(([to]) => order.indexOf(to) > order.indexOf(from)).flatMap(([, all]) => all),
  );
  expect(wrong).toEqual([]);
  expect(cycleIn(imports)).toBeUndefined();
  expect([...uses.keys()].sort()).toEqual([...order].sort());
}, 60_000);

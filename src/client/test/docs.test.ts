import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const entries = [
  "",
  ...["edn", "transit", "msgpack", "json", "gzip"].map((format) => `formats/${format}/`),
  "testing/",
].map((folder) => `${root}src/${folder}index.ts`);

test("every exported symbol and each of its members is documented", () => {
  const { options } = ts.parseJsonConfigFileContent({ extends: "./tsconfig.json" }, ts.sys, root);
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const bare: string[] = [];
  const look = (symbol: ts.Symbol, name: string): void => {
    if (!ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()) {
      bare.push(name);
    }
  };
  for (const entry of entries) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    for (const exported of module ? checker.getExportsOfModule(module) : []) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      look(symbol, exported.name);
      if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) {
        continue;
      }
      for (const member of checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
        // Inherited members such as Error.message are documented elsewhere, and private ones need no documentation.
        const [declared] = member.declarations ?? [];
        const ours = declared?.getSourceFile().fileName.startsWith(root + "src/");
        const isPrivate =
          declared && ts.isClassElement(declared) && declared.name && ts.isPrivateIdentifier(declared.name);
        if (ours && !isPrivate) {
          look(member, `${exported.name}.${member.name}`);
        }
      }
    }
  }
  expect(bare).toEqual([]);
}, 60_000);

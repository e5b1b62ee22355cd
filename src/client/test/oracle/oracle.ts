import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What another implementation makes of an EDN text: the same value printed anew, or why it refuses. */
export type Echo = { edn: string } | { error: string };

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const clojureScript = [process.execPath, file("../../node_modules/nbb/cli.js"), file("clojurescript.cljs")];

/**
 * Asks another implementation of EDN: ClojureScript's, unless EDN_ORACLE names a command that does the same (reads
 * JSON lines `{"edn": text}` until the end of its input and answers each with `{"edn": text}` or `{"error": why}`).
 */
export function askOracle(texts: readonly string[]): Echo[] {
  const [command = "", ...args] = process.env.EDN_ORACLE?.split(" ") ?? clojureScript;
  const answer = spawnSync(command, args, {
    input: texts.map((edn) => JSON.stringify({ edn })).join("\n"),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (answer.status !== 0) throw new Error(`The EDN oracle failed: ${answer.stderr}`);
  return answer.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Echo);
}

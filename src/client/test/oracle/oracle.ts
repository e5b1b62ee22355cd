import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Message, Packed, Packer } from "../../src/index.js";

/** The result of another implementation for an EDN text: the value printed again, or its error. */
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
  if (answer.status !== 0) {
    throw new Error(`The EDN oracle failed: ${answer.stderr}`);
  }
  return answer.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Echo);
}

/** The .NET tool `sente`, where it has been built. */
const sente = ["Release", "Debug"]
  .map((configuration) => file(`../../../Sente.Cli/bin/${configuration}/net10.0/Sente.Cli.dll`))
  .find((path) => existsSync(path));

/** Whether to ask .NET. In CI it is always asked, so that a missing tool fails. */
export const hasDotNet = sente !== undefined || Boolean(process.env.CI);

/**
 * Has .NET read messages in one format and write them in another.
 *
 * @returns each message as we read it, or .NET's error as a text.
 */
export async function askDotNet(
  from: Packer,
  to: Packer,
  messages: readonly Message[],
): Promise<(Message | string)[]> {
  if (!sente) {
    throw new Error("Build src/Sente.Cli first.");
  }
  const toLine = (packed: Packed): string =>
    typeof packed === "string" ? packed : Buffer.from(packed).toString("hex");
  const lines = await Promise.all(messages.map(async (message) => toLine(await from.pack(message))));
  const args = [sente, "convert", "--from", String(from.name), "--to", String(to.name)];
  const answer = spawnSync("dotnet", args, { input: lines.join("\n"), encoding: "utf8", maxBuffer: 1 << 28 });
  if (answer.error ?? answer.stderr) {
    throw answer.error ?? new Error(answer.stderr);
  }
  const read: (Message | string)[] = [];
  for (const line of answer.stdout.trimEnd().split("\n")) {
    const isError = line.startsWith("error: ");
    read.push(isError ? line : await to.unpack(to.binary ? Buffer.from(line, "hex") : line));
  }
  return read;
}

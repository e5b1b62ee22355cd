import { keyword, Keyword } from "../values/index.js";
import type { Message, Packed, Packer } from "../packer.js";
import { parseEdn, type TagReaders } from "./reader.js";
import { printEdn } from "./writer.js";

export { parseEdn, type TagReaders } from "./reader.js";
export { printEdn } from "./writer.js";

/** Options of {@link edn}. */
export interface EdnOptions {
  /** Readers for the app's own tags, by tag without the `#`. To write one, send a `Tagged`. */
  readonly tags?: TagReaders;
}

/** The packer for EDN, Sente's default format. */
export function edn(options: EdnOptions = {}): Packer {
  return {
    name: "edn",
    pack: ([value, ...rest]) => `[${[printMessage(value), ...rest.map((each) => printEdn(each))].join(" ")}]`,
    unpack: (packed) => asMessage(parseEdn(asText(packed), options.tags)),
    keyword,
    keywordName: (value) => (value instanceof Keyword ? value.name : undefined),
  };
}

/** Prints an event's data on its own, so that an error names the event and the path in its data. */
function printMessage(value: unknown): string {
  if (!Array.isArray(value) || value.length !== 2 || !(value[0] instanceof Keyword)) return printEdn(value);
  return `[${printEdn(value[0])} ${printEdn(value[1], `${value[0].name} data`)}]`;
}

function asText(packed: Packed): string {
  if (typeof packed === "string") return packed;
  throw new SyntaxError("EDN: expected text, found bytes (another packer's?)");
}

function asMessage(value: unknown): Message {
  if (Array.isArray(value) && value.length >= 2) return value as unknown as Message;
  throw new SyntaxError("EDN: expected a message: [value callback].");
}

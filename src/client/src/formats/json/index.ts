import { readMessage } from "../message.js";
import type { Packer } from "../packer.js";
import { toJson } from "./writer.js";

/**
 * The packer for plain JSON: text, the quickest, for servers that take it. It says what JSON does. Besides: dates as ISO
 * strings, bytes as base64, sets as arrays, and keywords, UUIDs and maps with such keys as strings, which is what they come
 * back as. The ids of events are strings too.
 */
export function json(): Packer {
  return {
    name: "json",
    pack: (message) => JSON.stringify(toJson(message)),
    // The platform's own parser needs no limit on nesting.
    unpack: (packed) => readMessage("JSON", () => JSON.parse(String(packed))),
    keyword: (name) => name,
    keywordName: (value) => (typeof value === "string" ? value : undefined),
  };
}

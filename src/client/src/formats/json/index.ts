import { readMessage } from "../message.js";
import type { Packer } from "../packer.js";
import { toJson } from "./writer.js";

/**
 * Creates the packer for plain JSON: text, and the fastest packer, for servers that have it. It encodes what JSON can, and
 * writes dates as ISO strings, bytes as base64, sets as arrays, keywords and UUIDs (also as keys of maps) as strings. They are
 * read as strings and arrays. The ids of events are strings too.
 */
export function json(): Packer {
  return {
    name: "json",
    pack: (message) => JSON.stringify(toJson(message)),
    // The platform's parser can read any nesting, so there is no limit here.
    unpack: (packed) => readMessage("JSON", () => JSON.parse(String(packed))),
    keyword: (name) => name,
    keywordName: (value) => (typeof value === "string" ? value : undefined),
  };
}

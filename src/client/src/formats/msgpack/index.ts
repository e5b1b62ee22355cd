import { keywordMembers } from "../maps.js";
import type { Packer } from "../packer.js";
import { readMessagePack } from "./reader.js";
import { writeMessagePack } from "./writer.js";

/**
 * The packer for MessagePack with Sente's own extension types: bytes, the smallest. It says every value but tagged ones, and
 * integers of at most 64 bits. (Libraries for MessagePack at large write integers and dates that Sente's clients can't read.)
 */
export function msgpack(): Packer {
  return {
    name: "msgpack",
    binary: true,
    pack: writeMessagePack,
    unpack: readMessagePack,
    ...keywordMembers,
  };
}

import { keywordMembers } from "../maps.js";
import type { Packer } from "../packer.js";
import { readMessagePack } from "./reader.js";
import { writeMessagePack } from "./writer.js";

/**
 * Creates the packer for MessagePack with Sente's extension types: bytes, and the smallest messages. It can't encode tagged
 * values and integers of more than 64 bits. (Other MessagePack libraries write integers and dates that Sente's clients can't read.)
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

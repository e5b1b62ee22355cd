import { keywordMembers } from "../maps.js";
import type { Message, Packer } from "../packer.js";
import { checkReadable } from "../unreadable.js";
import { readEdn, type TagReaders } from "./reader.js";
import { printEdn } from "./writer.js";

export { parseEdn, type TagReaders } from "./reader.js";
export { printEdn } from "./writer.js";

/** Options of {@link edn}. */
export interface EdnOptions {
  /**
   * Readers for the app's own tags, by tag without the `#`. (To write a tag, send a `Tagged`.) When a reader throws, only the
   * event or reply with that tag is lost.
   */
  readonly tags?: TagReaders;
}

/** Creates the packer for EDN, Sente's default format. */
export function edn(options: EdnOptions = {}): Packer {
  return {
    name: "edn",
    pack: ([value, ...rest]) =>
      `[${[printEdn(value, "event"), ...rest.map((each) => printEdn(each))].join(" ")}]`,
    unpack(packed) {
      // Bytes, from a server with another packer, become a text that is no message.
      const message = readEdn(String(packed), options.tags, true);
      if (Array.isArray(message)) {
        return checkReadable(message as unknown as Message);
      }
      throw new SyntaxError("EDN: expected a message [value callback]");
    },
    ...keywordMembers,
  };
}

import { keywordMembers } from "../maps.js";
import type { Packer } from "../packer.js";
import { readTransit, type TransitReadHandlers } from "./reader.js";
import { toTransit, type TransitWriteHandler } from "./writer.js";

export type { TransitReadHandlers } from "./reader.js";
export type { TransitWriteHandler } from "./writer.js";

/** Options of {@link transit}. */
export interface TransitOptions {
  /** Whether to write the verbose form, for people to read. Both forms are read in any case. */
  readonly verbose?: boolean;
  /**
   * Makes values of what comes under the app's own tags, by tag. A tag without a handler comes as a `Tagged`. When a handler
   * throws, the event or reply with that tag can't be read, and the others of the message are.
   */
  readonly readHandlers?: TransitReadHandlers;
  /** Say the app's own classes, each under a tag; the first that answers counts. */
  readonly writeHandlers?: readonly TransitWriteHandler[];
}

/**
 * The packer for Transit (JSON): text, quicker to read than EDN, and it says every value.
 *
 * @example
 * ```ts
 * const packer = transit({
 *   readHandlers: { "my-app/money": (cents) => new Money(Number(cents)) },
 *   writeHandlers: [(value) => (value instanceof Money ? new Tagged("my-app/money", value.cents) : undefined)],
 * });
 * ```
 */
export function transit({
  verbose = false,
  readHandlers = {},
  writeHandlers = [],
}: TransitOptions = {}): Packer {
  return {
    name: verbose ? "transit-verbose" : "transit",
    pack: (message) => JSON.stringify(toTransit(message, verbose, writeHandlers)),
    unpack: (packed) => readTransit(packed, readHandlers),
    ...keywordMembers,
  };
}

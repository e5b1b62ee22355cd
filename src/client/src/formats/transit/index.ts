import { keywordMembers } from "../maps.js";
import type { Packer } from "../packer.js";
import { readTransit, type TransitReadHandlers } from "./reader.js";
import { toTransit, type TransitWriteHandler } from "./writer.js";

export type { TransitReadHandlers } from "./reader.js";
export type { TransitWriteHandler } from "./writer.js";

/** Options of {@link transit}. */
export interface TransitOptions {
  /** Whether to write the verbose form, which people can read. The packer reads both forms. */
  readonly verbose?: boolean;
  /**
   * Handlers for the app's own tags, by tag. A tag without a handler is read as `Tagged`. When a handler throws, only the event
   * or reply with that tag is lost.
   */
  readonly readHandlers?: TransitReadHandlers;
  /** Handlers that write the app's own classes, each with a tag. The first that returns a `Tagged` is used. */
  readonly writeHandlers?: readonly TransitWriteHandler[];
}

/**
 * Creates the packer for Transit over JSON: text, faster to read than EDN, and it can encode every value.
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

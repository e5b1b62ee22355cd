/** What a packer makes of a message: text, or bytes if the packer is binary. */
export type Packed = string | Uint8Array;

/**
 * A message as every transport carries it: a value, the id of the request that it makes or answers (else null),
 * and, between our own client and server only, what else there is to say.
 */
export type Message = readonly [value: unknown, callback: unknown, extra?: unknown];

/**
 * Turns messages into text or bytes and back. Client and server must use the same one.
 *
 * A packer may answer with promises (compression does); the client keeps messages in order all the same.
 *
 * @example
 * ```ts
 * const plainJson: Packer = {
 *   name: "plain-json",
 *   pack: (message) => JSON.stringify(message),
 *   unpack: (packed) => JSON.parse(String(packed)) as Message,
 *   keyword: (name) => name,
 *   keywordName: (value) => (typeof value === "string" ? value : undefined),
 * };
 * ```
 */
export interface Packer {
  /** Tells the server which packer this is (the parameter `sente-packer`); undefined leaves it to the server's default. */
  readonly name?: string;
  /** Whether packed messages are bytes: binary frames, and bodies instead of form fields. */
  readonly binary?: boolean;
  /**
   * Packs a message.
   * @throws TypeError naming the path of a value that the format can't say.
   */
  pack(message: Message): Packed | Promise<Packed>;
  /**
   * Reads what a server packed. Of a message that can be read in part, the rest can be an `Unreadable`; what throws is lost
   * as a whole.
   * @throws SyntaxError saying what was expected, and where.
   */
  unpack(packed: Packed): Message | Promise<Message>;
  /** The format's keyword of this name; a format without keywords returns the name. */
  keyword(name: string): unknown;
  /** The name of a keyword of the format, or undefined if the value isn't one. In a format without keywords: a string itself. */
  keywordName(value: unknown): string | undefined;
}

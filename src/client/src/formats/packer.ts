/** A packed message: text, or bytes if the packer is binary. */
export type Packed = string | Uint8Array;

/**
 * A message: a value; the callback of the request that the message makes or answers, else null; and the map of the
 * protocol's extension, which stock clients and servers neither send nor receive.
 */
export type Message = readonly [value: unknown, callback: unknown, extension?: unknown];

/**
 * Converts messages to text or bytes and back. Client and server must use the same packer.
 *
 * A packer may return promises, as compression does. The client keeps the messages in order.
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
  /** The name by which the client asks the server for this packer (`sente-packer`); undefined for the server's default. */
  readonly name?: string;
  /** Whether packed messages are bytes, sent in binary frames and request bodies; otherwise they are text. */
  readonly binary?: boolean;
  /**
   * Packs a message.
   *
   * @throws TypeError with the path of a value that the format can't encode.
   */
  pack(message: Message): Packed | Promise<Packed>;
  /**
   * Reads a packed message. An event or reply that can't be read may be an `Unreadable` in the result, so that the rest of
   * the message isn't lost.
   *
   * @throws SyntaxError with what was expected, and where.
   */
  unpack(packed: Packed): Message | Promise<Message>;
  /** Returns the format's keyword of this name. A format without keywords returns the name itself. */
  keyword(name: string): unknown;
  /** Returns the name of a keyword, or undefined for any other value. A format without keywords returns each string itself. */
  keywordName(value: unknown): string | undefined;
}

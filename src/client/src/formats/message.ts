import type { Message } from "./packer.js";

/**
 * Reads a message.
 *
 * @param format - the format's name, for errors.
 * @param read - reads the value. What it throws (also an error of the platform or of an app's read handler) becomes a SyntaxError.
 * @param where - returns the position of the reader for an error, such as ` at byte 1`.
 * @throws SyntaxError for anything that isn't a message.
 */
export function readMessage(format: string, read: () => unknown, where = () => ""): Message {
  try {
    const message = read();
    if (Array.isArray(message)) {
      return message as unknown as Message;
    }
    throw new Error("another value");
  } catch (cause) {
    throw unreadableMessage(format, cause, where());
  }
}

/** Creates the error for a message, or a part of one, that can't be read. */
export function unreadableMessage(format: string, cause: unknown, where: string): SyntaxError {
  // An app's read handler may throw anything, also undefined.
  const why = (cause as Error | undefined)?.message;
  return new SyntaxError(`${format}: expected a message, found ${why}${where}`, { cause });
}

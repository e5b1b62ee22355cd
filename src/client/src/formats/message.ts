import type { Message } from "./packer.js";

/**
 * Reads a message. Whatever goes wrong on the way is told as a SyntaxError: an error of the platform, or of an app's handler, too.
 *
 * @param where - tells where the reader stands, as in ` at byte 1`.
 */
export function readMessage(format: string, read: () => unknown, where = () => ""): Message {
  try {
    const message = read();
    if (Array.isArray(message)) return message as unknown as Message;
    throw new Error("another value");
  } catch (cause) {
    throw unreadableMessage(format, cause, where());
  }
}

/** What is thrown, or told of a part of a message that can't be read. */
export function unreadableMessage(format: string, cause: unknown, where: string): SyntaxError {
  // (A handler may throw anything.)
  const why = (cause as Error | undefined)?.message;
  return new SyntaxError(`${format}: expected a message, found ${why}${where}`, { cause });
}

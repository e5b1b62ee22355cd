import type { Message } from "./packer.js";

/**
 * The placeholder for a part of a message that can't be read, so that the rest of the message isn't lost. A packer may put it
 * in the place of an element of a message, or of an event in a batch.
 *
 * The client reports an event that can't be read by `onError`. For a reply that can't be read, it fails the request.
 */
export class Unreadable {
  /** What was expected, and where. */
  readonly error: SyntaxError;

  /** @param error - what was expected, and where. */
  constructor(error: SyntaxError) {
    this.error = error;
  }
}

/** The number of levels on which a part may be an {@link Unreadable}: the elements of a message, and those of its batch. */
export const separableDepth = 2;

/**
 * Returns the message, unless it is lost as a whole. It isn't when the unreadable part is an event of a batch, or belongs to a
 * reply, whose request then fails.
 *
 * @throws SyntaxError for a message that is lost.
 */
export function checkReadable(message: Message): Message {
  const isReply = typeof message[1] === "string";
  for (const part of message) {
    if (part instanceof Unreadable && !isReply) {
      throw part.error;
    }
  }
  return message;
}

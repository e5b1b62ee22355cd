import type { Message } from "./packer.js";

/**
 * Stands in a message for an event or a reply that couldn't be read, so that the rest of the message can be. The client
 * reports an event as an error, and fails the request that a reply belongs to.
 *
 * A packer may put one in the place of an element of a message, or of an element of its batch of events.
 */
export class Unreadable {
  /** What was expected, and where. */
  readonly error: SyntaxError;

  /** @param error - what was expected, and where. */
  constructor(error: SyntaxError) {
    this.error = error;
  }
}

/**
 * How deep those elements of a message stand that can be left out: those of the message itself, and those of its batch.
 */
export const separableDepth = 2;

/**
 * Returns the message if it can be read in part: what is unreadable is an event of a batch, or belongs to a reply whose
 * request is known and fails then.
 *
 * @throws SyntaxError for any other message that contains an unreadable part.
 */
export function checkReadable(message: Message): Message {
  const isReply = typeof message[1] === "string";
  for (const part of message) {
    if (part instanceof Unreadable && !isReply) throw part.error;
  }
  return message;
}

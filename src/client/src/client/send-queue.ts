import type { Packed } from "../formats/packer.js";
import type { SendResult } from "../transports/transport.js";
import type { Config } from "./options.js";

/** Sends an event, with a callback id where a reply is wanted. */
type Send = (event: unknown, callback: string | null) => SendResult;

/** The messages that wait for the first connection. */
export interface SendQueue {
  /** Sends, or holds until the first connection is there. False where neither is possible. */
  readonly send: Send;
  /** The connection is there: sends what waits, in order. */
  flush(): void;
  /** Forgets what waits, and holds nothing more until `start()`: the app doesn't want a connection. */
  stop(): void;
  start(): void;
}

interface Message {
  readonly event: unknown;
  readonly callback: string | null;
}

/**
 * @param isBeforeFirstConnection - whether the first connection is still to come.
 * @param transmit - sends over the connection.
 * @param resend - sends a request that was held.
 * @param onError - receives what `transmit` throws for an event that was held.
 */
export function createSendQueue(
  { packer, maxHeldMessages, maxHeldBytes }: Config,
  isBeforeFirstConnection: () => boolean,
  transmit: Send,
  resend: (callback: string) => void,
  onError: (error: unknown) => void,
): SendQueue {
  const sizes = new Map<Message, number>();
  let bytes = 0;
  let stopped = false;

  const remove = (message: Message): void => {
    bytes -= sizes.get(message) ?? 0;
    sizes.delete(message);
  };
  const resize = (message: Message, packed: Packed): void => {
    const size = typeof packed === "string" ? new TextEncoder().encode(packed).length : packed.length;
    bytes += size - (sizes.get(message) ?? 0);
    sizes.set(message, size);
  };
  const hold: Send = (event, callback) => {
    if (sizes.size >= maxHeldMessages) return false;
    const message: Message = { event, callback };
    // Packed to learn its size and whether it can be packed at all; each transport packs in its own way later.
    const packed = packer.pack([event, callback]);
    if (packed instanceof Promise) {
      if (bytes >= maxHeldBytes) return false;
      // Its size counts from when it is known. What can't be packed is reported when it is sent.
      sizes.set(message, 0);
      packed.then(
        (made) => {
          if (sizes.has(message)) resize(message, made);
        },
        () => undefined,
      );
    } else {
      resize(message, packed);
      if (bytes > maxHeldBytes) {
        remove(message);
        return false;
      }
    }
    return () => {
      remove(message);
    };
  };

  return {
    // Behind those that wait, if there are any: events are sent in order.
    send: (event, callback) =>
      sizes.size || (!stopped && isBeforeFirstConnection())
        ? hold(event, callback)
        : transmit(event, callback),
    flush() {
      const messages = [...sizes.keys()];
      sizes.clear();
      bytes = 0;
      for (const { event, callback } of messages) {
        try {
          if (callback !== null) resend(callback);
          else transmit(event, null);
        } catch (error) {
          onError(error);
        }
      }
    },
    stop() {
      stopped = true;
      sizes.clear();
      bytes = 0;
    },
    start() {
      stopped = false;
    },
  };
}

import type { Packed } from "../formats/packer.js";
import type { SendResult } from "../transports/transport.js";
import type { Config } from "./options.js";

/** Sends an event (the callback is null) or a request. */
type Send = (event: unknown, callback: string | null) => SendResult;

/** Sends messages, and keeps those that are sent before the first connection. */
export interface SendQueue {
  /** Sends a message, or keeps it until the first connection. Returns false if it can do neither. */
  readonly send: Send;
  /** Sends the waiting messages in order, because the client has connected. */
  flush(): void;
  /** Drops the waiting messages and keeps no others until `start()`, because the app has disconnected. */
  stop(): void;
  start(): void;
}

interface Message {
  readonly event: unknown;
  readonly callback: string | null;
}

/**
 * Creates the queue.
 *
 * @param isBeforeFirstConnection - whether the client has not connected yet and may still do so.
 * @param transmit - sends a message over the connection.
 * @param resend - sends a request that has waited, by its callback.
 * @param onError - receives what `transmit` throws for an event that has waited.
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
    if (sizes.size >= maxHeldMessages) {
      return false;
    }
    const message: Message = { event, callback };
    // Packing shows the size, and whether the packer can encode the message. It is packed again when it is sent, because the
    // form depends on the transport.
    const packed = packer.pack([event, callback]);
    if (packed instanceof Promise) {
      if (bytes >= maxHeldBytes) {
        return false;
      }
      // The size counts once it is known. A message that can't be encoded is reported when it is sent.
      sizes.set(message, 0);
      packed.then(
        (made) => {
          if (sizes.has(message)) {
            resize(message, made);
          }
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
    // While messages wait, a new one waits too, because events are sent in order.
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
          if (callback !== null) {
            resend(callback);
          } else {
            transmit(event, null);
          }
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

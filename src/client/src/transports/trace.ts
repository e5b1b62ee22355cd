import type { Packed } from "../formats/packer.js";
import type { TransportType } from "./transport.js";

/** One thing said or done on a connection. */
export interface TraceEntry {
  /** When, in milliseconds since 1970. */
  readonly udt: number;
  /** By which transport. */
  readonly transport: TransportType;
  /** A request or socket is opened, a message sent or received, a socket or poll closed. */
  readonly action: "open" | "send" | "receive" | "close";
  /** The URL, the packed message or the reason, secrets and parameters masked; of bytes only how many. */
  readonly text: string;
}

/** Says what happens on the wire. */
export type Trace = (transport: TransportType, what: TraceEntry["action"], said: Packed) => void;

/**
 * Makes the trace function.
 *
 * @param listener - where entries go; undefined: nothing is traced.
 * @param now - the clock.
 * @param currentSecret - a secret that may stand in a message.
 */
export function createTrace(
  listener: ((entry: TraceEntry) => void) | undefined,
  now: () => number,
  currentSecret: () => string | null,
): Trace {
  return (transport, action, content) => {
    if (!listener) return;
    let text = typeof content === "string" ? content : `${content.length} bytes`;
    // Tokens, ids, the app's own parameters: none of their values is anybody's business.
    if (action === "open") text = text.replace(/=[^&]*/g, "=***");
    // (As EDN, Transit and JSON say it.)
    text = text.replace(/(session"?[\s:,]+")[^"]*/g, "$1***");
    const secret = currentSecret();
    if (secret) text = text.replaceAll(secret, "***");
    listener({ udt: now(), transport, action, text });
  };
}

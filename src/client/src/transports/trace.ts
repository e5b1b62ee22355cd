import type { Packed } from "../formats/packer.js";
import type { TransportType } from "./transport.js";

/** An entry of the protocol trace. */
export interface TraceEntry {
  /** The time, in milliseconds since 1970. */
  readonly udt: number;
  /** The transport. */
  readonly transport: TransportType;
  /** What happened: a request or socket was opened, a message was sent or received, a socket was closed. */
  readonly action: "open" | "send" | "receive" | "close";
  /** The URL, the packed message, or the code and reason of the close, with secrets and parameters masked. For bytes, their number. */
  readonly text: string;
}

/** Adds an entry to the trace. */
export type Trace = (transport: TransportType, action: TraceEntry["action"], content: Packed) => void;

/**
 * Creates the trace function.
 *
 * @param listener - receives the entries; undefined for no trace.
 * @param now - the clock.
 * @param currentSecret - returns a secret that may occur in a message, to be masked; null for none.
 */
export function createTrace(
  listener: ((entry: TraceEntry) => void) | undefined,
  now: () => number,
  currentSecret: () => string | null,
): Trace {
  return (transport, action, content) => {
    if (!listener) {
      return;
    }
    let text = typeof content === "string" ? content : `${content.length} bytes`;
    // A URL's parameters may be secrets (tokens, session ids, the app's own), so all values are masked.
    if (action === "open") {
      text = text.replace(/=[^&]*/g, "=***");
    }
    // The session id as EDN, Transit and JSON write it.
    text = text.replace(/(session"?[\s:,]+")[^"]*/g, "$1***");
    const secret = currentSecret();
    if (secret) {
      text = text.replaceAll(secret, "***");
    }
    listener({ udt: now(), transport, action, text });
  };
}

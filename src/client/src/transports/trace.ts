import type { Packed } from "../formats/packer.js";
import type { Kind } from "./link.js";

/** One thing said or done on a connection. */
export interface TraceEntry {
  /** When, in milliseconds since 1970. */
  readonly udt: number;
  /** By which transport. */
  readonly transport: Kind;
  /** A request or socket is opened, a message sent or received, a socket or poll closed. */
  readonly what: "open" | "send" | "receive" | "close";
  /** The URL, the packed message or the reason, secrets and parameters masked; of bytes only how many. */
  readonly text: string;
}

/** Says what happens on the wire. */
export type Trace = (transport: Kind, what: TraceEntry["what"], said: Packed) => void;

/**
 * Makes the trace function.
 *
 * @param show - where entries go; undefined: nothing is traced.
 * @param now - the clock.
 * @param token - a secret that may stand in a message.
 */
export function tracer(
  show: ((entry: TraceEntry) => void) | undefined,
  now: () => number,
  token: () => string | null,
): Trace {
  return (transport, what, said) => {
    if (!show) return;
    let text = typeof said === "string" ? said : `${said.length} bytes`;
    // Tokens, ids, the app's own parameters: none of their values is anybody's business.
    if (what === "open") text = text.replace(/=[^&]*/g, "=***");
    // (As EDN, Transit and JSON say it.)
    text = text.replace(/(session"?[\s:,]+")[^"]*/g, "$1***");
    const secret = token();
    if (secret) text = text.replaceAll(secret, "***");
    show({ udt: now(), transport, what, text });
  };
}

import type { TransportClose, TransportType } from "../transports/transport.js";

/** The number of failures in a row after which a transport that has opened before is given up. */
const maxFailures = 3;

/** Chooses the type of transport for the next attempt. */
export interface Fallback {
  /** Returns the type to try next. */
  next(): TransportType;
  /** Whether polling is in use because WebSockets failed. */
  hasFallenBack(): boolean;
  /** Records that a transport has opened. */
  opened(type: TransportType): void;
  /** Records that an attempt failed or a transport was lost. Returns whether to try the other type at once. */
  failed(type: TransportType, close: TransportClose): boolean;
  /** Records a permanent refusal, which doesn't depend on the transport: the next attempt tries both types. */
  refused(): void;
  /** Makes the next attempt try a WebSocket first, because the network may be another or the app asked for it. */
  reset(): void;
}

/**
 * ```
 *            transport fault: the first one if it has never opened, else the third one in a row
 *      ws ─────────────────────────────────────────────────────────────────────────────▶ ajax
 *       ◀─────────────────────────────────────────────────────────────────────────────
 *         fails before it has opened (then nothing works, and it wasn't the WebSocket's fault), or
 *         the third time in a row; or a probe has opened a WebSocket; or the network is another
 * ```
 *
 * A transport fault is a WebSocket that is refused, cut or times out before the server's first message, or that is cut soon
 * after its handshake, because a proxy may cut every socket after a moment. A WebSocket that the server closes with a code has
 * worked: the server refuses the client for a while.
 */
export function createFallback(type: "auto" | TransportType, hasWebSocket: boolean): Fallback {
  const auto = type === "auto" && hasWebSocket;
  const opened = new Set<TransportType>();
  let next: TransportType = type === "ws" || auto ? "ws" : "ajax";
  let failures = 0;
  const reset = (): void => {
    if (auto) {
      next = "ws";
    }
    failures = 0;
  };
  return {
    next: () => next,
    hasFallenBack: () => auto && next === "ajax",
    opened(type) {
      opened.add(type);
      if (auto) {
        next = type;
      }
      // A WebSocket may still be cut soon after it opens, which counts as another failure in the row.
      if (type === "ajax") {
        failures = 0;
      }
    },
    failed(type, { transportFault = type === "ajax" }) {
      failures = transportFault ? failures + 1 : 0;
      if (!auto || failures < (opened.has(type) ? maxFailures : 1)) {
        return false;
      }
      failures = 0;
      opened.delete("ajax");
      next = type === "ws" ? "ajax" : "ws";
      return type === "ws";
    },
    refused() {
      opened.clear();
      reset();
    },
    reset,
  };
}

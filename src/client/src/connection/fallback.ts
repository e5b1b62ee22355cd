import type { TransportClose, TransportType } from "../transports/transport.js";

/** A transport that has opened before is given up after so many failures in a row. */
const maxFailures = 3;

/** Which transport to try next. */
export interface Fallback {
  /** The transport to try next. */
  next(): TransportType;
  /** Whether WebSockets have been left, but may come back. */
  hasFallenBack(): boolean;
  /** A transport has opened. */
  opened(type: TransportType): void;
  /** A transport has failed, or has been lost. Says whether the other one is worth trying at once. */
  failed(type: TransportType, close: TransportClose): boolean;
  /** The server refuses this client for good, by whatever transport: the next attempt tries both. */
  refused(): void;
  /** The network is another, or someone wants to know: WebSockets are tried first again. */
  reset(): void;
}

/**
 * ```
 *            transportFault: the first time if it has never opened, else the third time in a row
 *      ws ─────────────────────────────────────────────────────────────────────────────▶ ajax
 *       ◀─────────────────────────────────────────────────────────────────────────────
 *         fails before it has opened (nothing works: it isn't the WebSocket's fault), or the third
 *         time in a row; or a WebSocket has opened after a probe; or the network is another
 * ```
 *
 * Mute is a WebSocket that is refused, cut or times out without a word, that opens and never delivers, or that is cut
 * soon after its handshake: a proxy may let every socket live for a moment only. One that the
 * server closes with a code of its own has worked: that is a server that wants to be left alone for a while.
 */
export function createFallback(type: "auto" | TransportType, hasWebSocket: boolean): Fallback {
  const auto = type === "auto" && hasWebSocket;
  const opened = new Set<TransportType>();
  let next: TransportType = type === "ws" || auto ? "ws" : "ajax";
  let failures = 0;
  const reset = (): void => {
    if (auto) next = "ws";
    failures = 0;
  };
  return {
    next: () => next,
    hasFallenBack: () => auto && next === "ajax",
    opened(type) {
      opened.add(type);
      if (auto) next = type;
      // What a WebSocket is worth shows when it has lasted for a while.
      if (type === "ajax") failures = 0;
    },
    failed(type, { transportFault = type === "ajax" }) {
      failures = transportFault ? failures + 1 : 0;
      if (!auto || failures < (opened.has(type) ? maxFailures : 1)) return false;
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

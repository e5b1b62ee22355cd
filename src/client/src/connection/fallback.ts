import type { Close, Kind } from "../transports/link.js";

/** A transport that has opened before is given up after so many failures in a row. */
const patience = 3;

/** Which transport to try next. */
export interface Fallback {
  /** The transport to try next. */
  kind(): Kind;
  /** Whether WebSockets have been left, but may come back. */
  fellBack(): boolean;
  /** A transport has opened. */
  opened(kind: Kind): void;
  /** A transport has failed, or has been lost. Says whether the other one is worth trying at once. */
  failed(kind: Kind, close: Close): boolean;
  /** The server refuses this client for good, by whatever transport: the next attempt tries both. */
  refused(): void;
  /** The network is another, or someone wants to know: WebSockets are tried first again. */
  reset(): void;
}

/**
 * ```
 *            mute: the first time if it has never opened, else the third time in a row
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
export function createFallback(type: "auto" | Kind, hasWebSocket: boolean): Fallback {
  const auto = type === "auto" && hasWebSocket;
  const opened = new Set<Kind>();
  let next: Kind = type === "ws" || auto ? "ws" : "ajax";
  let failures = 0;
  const reset = (): void => {
    if (auto) next = "ws";
    failures = 0;
  };
  return {
    kind: () => next,
    fellBack: () => auto && next === "ajax",
    opened(kind) {
      opened.add(kind);
      if (auto) next = kind;
      // What a WebSocket is worth shows when it has lasted for a while.
      if (kind === "ajax") failures = 0;
    },
    failed(kind, { mute = kind === "ajax" }) {
      failures = mute ? failures + 1 : 0;
      if (!auto || failures < (opened.has(kind) ? patience : 1)) return false;
      failures = 0;
      opened.delete("ajax");
      next = kind === "ws" ? "ajax" : "ws";
      return kind === "ws";
    },
    refused() {
      opened.clear();
      reset();
    },
    reset,
  };
}

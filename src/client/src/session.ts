import type { Query } from "./endpoint.js";

/** What stands in the third element of a message, between our own client and server only. Unknown keys are ignored. */
export interface Extra {
  readonly session?: unknown;
  readonly n?: unknown;
  readonly b?: unknown;
  readonly "resumed?"?: unknown;
  readonly probe?: unknown;
  readonly replies?: unknown;
  readonly gap?: unknown;
  readonly window?: unknown;
}

/** Pushed events that are lost: the server couldn't keep them for this client. */
export interface Gap {
  /** The number of the first event lost. */
  readonly from: number;
  /** The number of the last event lost. */
  readonly to: number;
}

/**
 * What client and server must agree on so that nothing is lost or doubled when a connection breaks: which pushed events
 * the app has got. Each counted event has the next number; the client says the last one that it has handed over.
 * Without a session (a stock Sente server) all of this is silence.
 */
export interface Session {
  /** The session's id, a secret; undefined where the server doesn't speak the extension. */
  id(): string | undefined;
  /** A handshake came. Says whether the server kept what was under way. */
  begin(extra: Extra): boolean;
  /** Takes the numbers of a batch; gives the events that the app hasn't had yet. */
  accept<T>(events: readonly T[], extra: Extra): readonly T[];
  /** Events are lost: the numbers go on behind them. */
  skip(gap: Gap): void;
  /** How many events are to be acknowledged. */
  due(): number;
  /** What to acknowledge on a socket, or false. It counts as acknowledged then. */
  ack(): { ack: number } | false;
  /** What a GET says. It counts as acknowledged then: a request that fails is followed by another that says it anew. */
  parameters(): Query;
}

export function createSession(): Session {
  let id: string | undefined;
  let last = 0;
  let acked = 0;
  let cursor: string | undefined;
  const due = (): number => (id === undefined ? 0 : last - acked);
  return {
    id: () => id,
    begin({ session, n, "resumed?": resumed }) {
      const kept = id !== undefined && resumed === true;
      // The last poll before a change of transport may have brought more than the new transport's request told.
      last = acked = Math.max(kept ? last : 0, asNumber(n) ?? 0);
      if (!kept) cursor = undefined;
      id = typeof session === "string" ? session : undefined;
      return kept;
    },
    accept(events, { n, b }) {
      const to = asNumber(n);
      if (typeof b === "string") cursor = b;
      else if (id !== undefined && to !== undefined) {
        const fresh = Math.max(to - last, 0);
        last += fresh;
        return events.slice(Math.max(events.length - fresh, 0));
      }
      return events;
    },
    skip({ to }) {
      last = Math.max(last, to);
    },
    due,
    ack() {
      if (!due()) return false;
      acked = last;
      return { ack: last };
    },
    parameters() {
      acked = last;
      return id === undefined ? {} : { "sente-session": id, "sente-ack": last, "sente-b": cursor };
    },
  };
}

/** A gap, if it is one. */
export function asGap(value: unknown): Gap | undefined {
  const { from, to } = (value ?? {}) as { from?: unknown; to?: unknown };
  return typeof from === "number" && typeof to === "number" ? { from, to } : undefined;
}

/** A number, if it is one. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

import type { Extension, Gap } from "./extension.js";

/** Query parameters; undefined and null ones are left out. */
export type Query = Readonly<Record<string, string | number | null | undefined>>;

/**
 * What client and server must agree on so that nothing is lost or doubled when a connection breaks: which pushed events
 * the app has got. Each counted event has the next number; the client says the last one that it has handed over.
 * Without a session (a stock Sente server) all of this is silence.
 */
export interface Session {
  /** The session's id, a secret; undefined where the server doesn't speak the extension. */
  id(): string | undefined;
  /** Whether the server has resumed a session once: then it may do so again, and requests wait for that. */
  hasResumed(): boolean;
  /** A handshake came. Says whether the server kept what was under way. */
  handshake(extension: Extension): boolean;
  /** Forgets the session: another page goes on with it. */
  reset(): void;
  /** Takes the numbers of a batch; gives the events that the app hasn't had yet. */
  newEvents<T>(events: readonly T[], extension: Extension): readonly T[];
  /** Events are lost: the numbers go on behind them. */
  skip(gap: Gap): void;
  /** How many events are to be acknowledged. */
  unacknowledged(): number;
  /** What to acknowledge on a socket, or false. It counts as acknowledged then. */
  takeAck(): { ack: number } | false;
  /** What a GET says. It counts as acknowledged then: a request that fails is followed by another that says it anew. */
  queryParameters(): Query;
}

export function createSession(): Session {
  let id: string | undefined;
  let lastNumber = 0;
  let ackedNumber = 0;
  let resumedBefore = false;
  let cursor: string | undefined;
  const unacknowledged = (): number => (id === undefined ? 0 : lastNumber - ackedNumber);
  return {
    id: () => id,
    hasResumed: () => resumedBefore,
    handshake({ session, n = 0, "resumed?": resumed = false }) {
      const kept = id !== undefined && resumed;
      // The last poll before a change of transport may have brought more than the new transport's request told.
      lastNumber = ackedNumber = kept ? Math.max(lastNumber, n) : n;
      if (!kept) cursor = undefined;
      id = session;
      resumedBefore = session !== undefined && (kept || resumedBefore);
      return kept;
    },
    reset() {
      id = cursor = undefined;
      lastNumber = ackedNumber = 0;
      resumedBefore = false;
    },
    newEvents(events, { n, b }) {
      if (b !== undefined) cursor = b;
      else if (id !== undefined && n !== undefined) {
        const newCount = Math.max(n - lastNumber, 0);
        lastNumber += newCount;
        return events.slice(Math.max(events.length - newCount, 0));
      }
      return events;
    },
    skip({ to }) {
      lastNumber = Math.max(lastNumber, to);
    },
    unacknowledged,
    takeAck() {
      if (!unacknowledged()) return false;
      ackedNumber = lastNumber;
      return { ack: lastNumber };
    },
    queryParameters() {
      ackedNumber = lastNumber;
      return id === undefined ? {} : { "sente-session": id, "sente-ack": lastNumber, "sente-b": cursor };
    },
  };
}

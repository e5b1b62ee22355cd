import type { Extension, Gap } from "./extension.js";

/** Query parameters. Those that are undefined or null are left out. */
export type Query = Readonly<Record<string, string | number | null | undefined>>;

/**
 * Which pushed events the app has received, so that none is lost or repeated when a connection breaks. Events are numbered, and
 * the client acknowledges the number of the last one that it has passed to the app ("Delivery" and "The extension" in the
 * protocol). With a stock server there is no session, and nothing is acknowledged.
 */
export interface Session {
  /** Returns the session's id, a secret; undefined if the server doesn't have the extension. */
  id(): string | undefined;
  /** Whether the server has resumed a session before. Then it may do so again, and requests wait for that. */
  hasResumed(): boolean;
  /** Begins or resumes a session with a handshake. Returns whether the server kept the outbox and the pending requests. */
  handshake(extension: Extension): boolean;
  /** Forgets the session, because another page uses its client-id. */
  reset(): void;
  /** Records the number of a batch. Returns its events without those that the app has received before. */
  newEvents<T>(events: readonly T[], extension: Extension): readonly T[];
  /** Records that events are lost. The next event has the number after them. */
  skip(gap: Gap): void;
  /** Returns the number of events that are not acknowledged. */
  unacknowledged(): number;
  /** Returns the acknowledgement for a WebSocket, and counts the events as acknowledged; false if there is nothing to acknowledge. */
  takeAck(): { ack: number } | false;
  /**
   * Returns the parameters of a GET, and counts the events as acknowledged. If the GET fails, the next one acknowledges them
   * again.
   */
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
      // The last poll before a change of transport may have brought events after the number that the new transport sent.
      lastNumber = ackedNumber = kept ? Math.max(lastNumber, n) : n;
      if (!kept) {
        cursor = undefined;
      }
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
      if (b !== undefined) {
        cursor = b;
      } else if (id !== undefined && n !== undefined) {
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
      if (!unacknowledged()) {
        return false;
      }
      ackedNumber = lastNumber;
      return { ack: lastNumber };
    },
    queryParameters() {
      ackedNumber = lastNumber;
      return id === undefined ? {} : { "sente-session": id, "sente-ack": lastNumber, "sente-b": cursor };
    },
  };
}

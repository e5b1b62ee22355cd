import type { Extra, Gap } from "./extension.js";

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
  resumes(): boolean;
  /** A handshake came. Says whether the server kept what was under way. */
  begin(extra: Extra): boolean;
  /** Forgets the session: another page goes on with it. */
  forget(): void;
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
  let resumes = false;
  let cursor: string | undefined;
  const due = (): number => (id === undefined ? 0 : last - acked);
  return {
    id: () => id,
    resumes: () => resumes,
    begin({ session, n = 0, "resumed?": resumed = false }) {
      const kept = id !== undefined && resumed;
      // The last poll before a change of transport may have brought more than the new transport's request told.
      last = acked = kept ? Math.max(last, n) : n;
      if (!kept) cursor = undefined;
      id = session;
      resumes = session !== undefined && (kept || resumes);
      return kept;
    },
    forget() {
      id = cursor = undefined;
      last = acked = 0;
      resumes = false;
    },
    accept(events, { n, b }) {
      if (b !== undefined) cursor = b;
      else if (id !== undefined && n !== undefined) {
        const fresh = Math.max(n - last, 0);
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

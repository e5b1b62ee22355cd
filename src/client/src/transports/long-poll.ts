import type { Packed } from "../formats/packer.js";
import type { Query, Session } from "../protocol/session.js";
import type { TransportConfig } from "./config.js";
import { type Credentials, endpointUrl } from "./endpoint.js";
import { asSyntaxError, createHttpError, httpTimeout, isClientIdInUse } from "./errors.js";
import { createTimer } from "./timer.js";
import type { Trace } from "./trace.js";
import type { Transport, TransportEvents } from "./transport.js";

/** The reason by which a poll is aborted for a new one. */
const replacedByNewPoll = "A new poll replaces it";

/*
 * Browsers allow about six connections per host over HTTP/1.1, and the polls of six tabs would occupy them all. Therefore the
 * polls of a hidden tab last 2 s, so that other requests get a connection in between. When a tab has been hidden for a minute,
 * its polls last 1 s, with 3 s of rest between them. (The server counts the client as disconnected 5 s after a poll.)
 */
const hiddenHoldMs = 2_000;
const restAfterMs = 60_000;
const restingHoldMs = 1_000;
const restMs = 3_000;

/**
 * Opens a series of polls and POSTs as a transport ("Ajax" in the protocol).
 *
 * ```
 *   GET ..&handshake?=1 ──▶ handshake ──▶ GET ──held──▶ events or :chsk/timeout ──▶ GET ──▶ ..
 *                                          ├── unreadable: reported, and acknowledged by the next GET
 *                                          └── failed, or the second unreadable answer in a row ──▶ closed
 *   event:    a POST after the POSTs of earlier events, so that events arrive in order
 *   request:  a POST after those too, held until the reply; later POSTs don't wait for it
 * ```
 */
export function openLongPoll(
  config: TransportConfig,
  { csrfToken, params, headers: ownHeaders }: Credentials,
  session: Session,
  trace: Trace,
  events: TransportEvents,
): Transport {
  const { packer, platform, clientId, credentials, ajaxTimeoutMs } = config;
  let currentPoll: AbortController | undefined;
  let lastPost: Promise<void> | undefined;
  let paused: Promise<void> | undefined;
  let endPause = (): void => undefined;
  let closed = false;
  // A function, because the compiler would take the variable for unchanged after an await.
  const isClosed = (): boolean => closed;

  /** Makes one HTTP request: a GET, or a POST of a packed message. Returns the packed answer. */
  const exchange = async (query: Query, abort: AbortController, packed?: Packed): Promise<Packed> => {
    const timer = createTimer(platform);
    timer.start(ajaxTimeoutMs, () => {
      abort.abort(httpTimeout);
    });
    const method = packed === undefined ? "GET" : "POST";
    const headers: Record<string, string> = { "X-Requested-With": "XMLHTTPRequest", ...ownHeaders };
    if (csrfToken !== null) {
      headers["X-CSRF-Token"] = csrfToken;
    }
    const init: RequestInit = { method, headers, credentials, cache: "no-store", signal: abort.signal };
    const common = { udt: `${platform.now()}`, "client-id": clientId };
    let url: string;
    if (typeof packed === "string") {
      init.body = new URLSearchParams({ ...common, ppstr: packed });
      url = endpointUrl(config, params, query);
    } else {
      url = endpointUrl(config, params, { ...common, ...query, "binary?": packed && "true" });
      if (packed) {
        headers["Content-Type"] = "application/octet-stream";
        init.body = packed as Uint8Array<ArrayBuffer>;
      }
    }
    try {
      trace("ajax", "open", `${method} ${url}`);
      if (packed !== undefined) {
        trace("ajax", "send", packed);
      }
      const response = await config.fetch(url, init);
      if (response.status !== 200) {
        throw await createHttpError(response);
      }
      const answer = packer.binary ? new Uint8Array(await response.arrayBuffer()) : await response.text();
      trace("ajax", "receive", answer);
      if (!answer.length) {
        throw new Error("Expected a packed message, got an empty answer");
      }
      return answer;
    } catch (error) {
      // Some engines reject with an AbortError of their own instead of the reason.
      throw abort.signal.aborted ? abort.signal.reason : error;
    } finally {
      timer.stop();
    }
  };

  const sleep = (ms: number, { signal }: AbortController): Promise<void> =>
    new Promise((resolve) => {
      const timer = createTimer(platform);
      timer.start(ms, resolve);
      signal.addEventListener("abort", () => {
        timer.stop();
        resolve();
      });
    });

  let hiddenAt: number | undefined;
  /** Returns the longest time that the server may hold a poll; undefined for the server's own. A stock server has no such limit. */
  const holdMs = (): number | undefined => {
    const now = platform.now();
    hiddenAt = platform.isHidden() ? (hiddenAt ?? now) : undefined;
    if (hiddenAt === undefined || session.id() === undefined) {
      return undefined;
    }
    return now - hiddenAt < restAfterMs ? hiddenHoldMs : restingHoldMs;
  };

  const poll = async (): Promise<void> => {
    let handshake: number | undefined = 1;
    let timeouts = 0;
    let lastWasUnreadable = false;
    let omitAck = false;
    let restFirst = false;
    while (!isClosed()) {
      currentPoll = new AbortController();
      try {
        if (restFirst) {
          restFirst = false;
          await sleep(restMs, currentPoll);
        }
        await paused;
        if (isClosed()) {
          return;
        }
        currentPoll.signal.throwIfAborted();
        const hold = holdMs();
        const query: Record<string, string | number | null | undefined> = {
          "handshake?": handshake,
          ...session.queryParameters(),
          "sente-hold": hold,
        };
        // The number of an unreadable batch is unknown. A poll without a number acknowledges the server's last answer.
        if (omitAck) {
          query["sente-ack"] = undefined;
        }
        // In one poll only, because after it the last answer may be another one.
        omitAck = false;
        const answer = await exchange(query, currentPoll);
        if (isClosed()) {
          return;
        }
        timeouts = 0;
        restFirst = hold === restingHoldMs;
        try {
          const message = await packer.unpack(answer);
          if (isClosed()) {
            return;
          }
          events.message(message);
          handshake = undefined;
          lastWasUnreadable = false;
        } catch (thrown) {
          const error = asSyntaxError(thrown);
          // Two unreadable answers in a row may come from a proxy that would go on like this for ever.
          if (isClosed() || handshake || lastWasUnreadable) {
            throw error;
          }
          lastWasUnreadable = omitAck = true;
          events.problem(error);
        }
      } catch (error) {
        if (isClosed()) {
          return;
        }
        // The transport that is taking over has replaced this poll.
        if (paused && isClientIdInUse(error)) {
          error = replacedByNewPoll;
        }
        // After the first time-out there is one more poll, as in Sente; after the second one the server counts as gone.
        if (error !== replacedByNewPoll && (error !== httpTimeout || timeouts++)) {
          closed = true;
          events.closed({ reason: "unexpected", error });
        }
      }
    }
  };

  const post = async (
    packed: Packed | Promise<Packed>,
    callback: unknown,
    abort: AbortController,
  ): Promise<void> => {
    const previous = lastPost;
    try {
      const [body] = await Promise.all([packed, previous]);
      // The server recognizes an anonymous client without cookies only by its session.
      const answer = await exchange({ "sente-session": session.id() }, abort, body);
      const message = await packer.unpack(answer);
      events.message([message[0], callback, message[2]]);
    } catch (error) {
      events.problem(error, callback);
    }
  };

  void poll();
  return {
    type: "ajax",
    send([event, callback]) {
      const abort = new AbortController();
      const packed = packer.pack([event, callback === null ? null : packer.keyword("ajax")]);
      const done = post(packed, callback, abort);
      if (callback === null) {
        lastPost = done;
      }
      return () => {
        abort.abort();
      };
    },
    check() {
      // Without a session, aborting the poll would lose an answer that is on its way.
      if (session.id() !== undefined) {
        currentPoll?.abort(replacedByNewPoll);
      }
    },
    setPaused(on) {
      endPause();
      paused = on ? new Promise((resolve) => (endPause = resolve)) : undefined;
    },
    simulateBreak() {
      currentPoll?.abort("The client simulates a broken connection");
    },
    close() {
      closed = true;
      currentPoll?.abort();
      endPause();
    },
  };
}

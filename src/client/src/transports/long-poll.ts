import type { Packed } from "../formats/packer.js";
import type { Query, Session } from "../protocol/session.js";
import type { TransportConfig } from "./config.js";
import { endpointUrl, type Credentials } from "./endpoint.js";
import { asSyntaxError, createHttpError, isClientIdInUse, httpTimeout } from "./errors.js";
import type { Transport, TransportEvents } from "./transport.js";
import { createTimer } from "./timer.js";
import type { Trace } from "./trace.js";

/** Why we abort a poll ourselves. */
const replacedByNewPoll = "A new poll takes its place";

/**
 * Browsers have some six connections per host over HTTP/1.1, which the polls of as many tabs would all hold. So a hidden tab
 * holds one for 2 s at a time, for others to come between; once hidden for a minute, for 1 s, and then rests for 3 s.
 * The server takes the client for gone 5 s after a poll.
 */
const hiddenHoldMs = 2_000;
const restAfterMs = 60_000;
const restingHoldMs = 1_000;
const restMs = 3_000;

/**
 * Opens a connection over Ajax, which looks like a WebSocket from outside.
 *
 * ```
 *   GET ..&handshake?=1 ──▶ handshake ──▶ GET ──held──▶ events or :chsk/timeout ──▶ GET ──▶ ..
 *                                          ├── can't be read: reported, and acknowledged by the next GET
 *                                          └── error, or a second one in a row that can't be read ──▶ closed
 *   send without callback: POST, one after the other, so that they arrive in order
 *   send with callback:    POST behind those, held until the reply; later ones don't wait for it
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
  // Asked anew behind each await.
  const isClosed = (): boolean => closed;

  /** One exchange: a GET, or a POST of what is packed. */
  const exchange = async (query: Query, abort: AbortController, packed?: Packed): Promise<Packed> => {
    const timer = createTimer(platform);
    timer.start(ajaxTimeoutMs, () => {
      abort.abort(httpTimeout);
    });
    const method = packed === undefined ? "GET" : "POST";
    const headers: Record<string, string> = { "X-Requested-With": "XMLHTTPRequest", ...ownHeaders };
    if (csrfToken !== null) headers["X-CSRF-Token"] = csrfToken;
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
      if (packed !== undefined) trace("ajax", "send", packed);
      const response = await config.fetch(url, init);
      if (response.status !== 200) throw await createHttpError(response);
      const answer = packer.binary ? new Uint8Array(await response.arrayBuffer()) : await response.text();
      trace("ajax", "receive", answer);
      if (!answer.length) throw new Error("The server's answer is empty");
      return answer;
    } catch (error) {
      // Some engines reject with an AbortError of their own, whatever the reason was.
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
  /** How long the server is to hold a poll, unless as long as it likes: stock servers can't be told. */
  const holdMs = (): number | undefined => {
    const now = platform.now();
    hiddenAt = platform.isHidden() ? (hiddenAt ?? now) : undefined;
    if (hiddenAt === undefined || session.id() === undefined) return undefined;
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
        if (isClosed()) return;
        currentPoll.signal.throwIfAborted();
        const hold = holdMs();
        const query: Record<string, string | number | null | undefined> = {
          "handshake?": handshake,
          ...session.queryParameters(),
          "sente-hold": hold,
        };
        // Its number can't be read either. Without one the server takes its last answer for acknowledged.
        if (omitAck) query["sente-ack"] = undefined;
        // Once only: should this poll fail, something else may be the last answer.
        omitAck = false;
        const answer = await exchange(query, currentPoll);
        if (isClosed()) return;
        timeouts = 0;
        restFirst = hold === restingHoldMs;
        try {
          const message = await packer.unpack(answer);
          if (isClosed()) return;
          events.message(message);
          handshake = undefined;
          lastWasUnreadable = false;
        } catch (thrown) {
          const error = asSyntaxError(thrown);
          // Two in a row may be no server's words at all, but those of a proxy that answers so for ever.
          if (isClosed() || handshake || lastWasUnreadable) throw error;
          lastWasUnreadable = omitAck = true;
          events.problem(error);
        }
      } catch (error) {
        if (isClosed()) return;
        // The transport that is to take over has replaced this poll.
        if (paused && isClientIdInUse(error)) error = replacedByNewPoll;
        // A server that answers nothing for so long is asked once more, as Sente does; then it is taken for gone.
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
      // A client without a user and cookies is known by its session only.
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
      if (callback === null) lastPost = done;
      return () => {
        abort.abort();
      };
    },
    check() {
      // Without a session an answer that is on its way would be lost.
      if (session.id() !== undefined) currentPoll?.abort(replacedByNewPoll);
    },
    setPaused(on) {
      endPause();
      paused = on ? new Promise((resolve) => (endPause = resolve)) : undefined;
    },
    simulateBreak() {
      currentPoll?.abort("The connection was broken off");
    },
    close() {
      closed = true;
      currentPoll?.abort();
      endPause();
    },
  };
}

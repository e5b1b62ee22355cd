import type { Extension } from "../protocol/extension.js";
import type { Handshake, ServerMessage } from "../protocol/messages.js";
import type { Session } from "../protocol/session.js";
import { randomClientId } from "../transports/config.js";
import { endpointUrl, requireWebSocket } from "../transports/endpoint.js";
import { type HttpError, isClientIdInUse } from "../transports/errors.js";
import type {
  TransportClose,
  TransportType,
  Transport,
  TransportEvents,
  SendResult,
} from "../transports/transport.js";
import type { OpenTransport, OpenProbe } from "../transports/open.js";
import type { PageSignal } from "../transports/platform.js";
import { createTimer } from "../transports/timer.js";
import { backoffMs } from "./backoff.js";
import type { ConnectionConfig } from "./config.js";
import { startAttempt } from "./attempt.js";
import { connectionError } from "./errors.js";
import { createFallback } from "./fallback.js";
import { createProber } from "./probe.js";
import type { CloseReason, State, StateStore } from "./state.js";

/** A connection that was open so long has proved itself: what comes next isn't a retry of the same. */
const stableAfterMs = 5_000;

/** An attempt that has taken so long may hang, and isn't worth waiting for when the page comes to the front. */
const hungAfterMs = 1_000;

/** A server that refuses for good is asked again after so long, and up to twice that. */
const refusedRetryMs = 60_000;

/** What a connection tells. */
export interface ConnectionEvents extends Pick<TransportEvents, "problem"> {
  /** A handshake came. `first`: ever; `resumed`: the server kept what was under way. */
  handshake(handshake: Handshake, first: boolean, resumed: boolean): void;
  /** Something came: anything but a handshake, or what stands beside one. */
  message(incoming: ServerMessage, extension: Extension): void;
  /** There is no connection any more; `permanent`: nor an attempt to get it back. */
  lost(permanent: boolean): void;
}

/** Keeps one connection to the server. */
export interface Connection {
  /** Throws TypeError where it could never work. */
  connect(): void;
  disconnect(): void;
  reconnect(): void;
  simulateBreak(silently: boolean): void;
  /** Sends, if there is a connection. Acknowledges by the way what the app has got. */
  send(event: unknown, callback: string | null, extension?: object): SendResult;
  /** Acknowledges what the app has got, if there is any. */
  acknowledge(): void;
  /** The server is about to go, and asks its clients to move within so many milliseconds, not all at once. */
  reconnectWithin(windowMs: number): void;
}

/**
 * ```
 *            connect()                     handshake
 *     idle ──────────────▶ connecting ────────────────────▶ open
 *      ▲                    ▲  ▲  │ gave up, nothing else     │ lost
 *      │ disconnect(),      │  │  ▼ to try at once            │
 *      │ from anywhere      │  waiting ◀──────────────────────┘
 *      └──                  │    timer, online, visible
 *                           │
 *   suspended ──────────────┘ pageshow
 *      ▲
 *      └── pagehide, from anywhere but idle              reconnect(): to connecting, from anywhere
 * ```
 *
 * In `connecting`, `auto` may go on from a WebSocket to Ajax at once (see `fallback.ts`). In `open` there may be an attempt
 * too, to make before break: a probe has found that WebSockets work again, or the server is about to go. The new transport
 * takes over with its handshake, and the app sees no gap.
 *
 * Every step does its work first and tells last, since whoever is told may call back in.
 */
export function createConnection(
  config: ConnectionConfig,
  session: Session,
  store: StateStore,
  [open, openProbe]: [OpenTransport, OpenProbe],
  events: ConnectionEvents,
): Connection {
  const { platform } = config;
  const fallback = createFallback(config.type, config.webSocket !== undefined);
  const prober = createProber(config, openProbe, upgradeToWebSocket);
  const retryTimer = createTimer(platform);
  const moveTimer = createTimer(platform);
  let phase: "idle" | "connecting" | "open" | "waiting" | "suspended" = "idle";
  let current: Transport | undefined;
  let cancelAttempt: (() => void) | undefined;
  let attemptType: TransportType = "ws";
  let attemptStartedAt = 0;
  let openedAt = 0;
  let moveAt = 0;
  let retries = 0;
  let stopWatching: () => void;

  /** From nothing: the first attempt is as good as any. */
  function start(patch: Partial<State>): void {
    retries = 0;
    attemptNow({ ...patch, lastError: null });
  }

  function attemptNow(patch: Partial<State> = {}): void {
    const type = fallback.next();
    phase = "connecting";
    beginAttempt(type);
    store.set({ ...patch, type, udtNextReconnect: null });
  }

  function stop(next: "idle" | "suspended", reason: CloseReason): void {
    const closed = closeAll(reason);
    phase = next;
    store.set({ ...closed, udtNextReconnect: null });
    events.lost(next === "idle");
  }

  /** Lets go of everything that is open or under way. Says what becomes of the state. */
  function closeAll(reason: CloseReason): Partial<State> {
    for (const each of [retryTimer, moveTimer, prober]) each.stop();
    cancelAttempt?.();
    current?.close();
    cancelAttempt = current = undefined;
    return closedState(reason);
  }

  function closedState(reason: CloseReason): Partial<State> {
    return { open: false, lastClose: { udt: platform.now(), reason } };
  }

  /** Begins to open a transport, to be the first or to take over from the one that is there. */
  function beginAttempt(type: TransportType): void {
    retryTimer.stop();
    cancelAttempt?.();
    attemptType = type;
    attemptStartedAt = platform.now();
    cancelAttempt = startAttempt(type, config, open, {
      ...events,
      credentials({ csrfToken }) {
        store.set({ csrfToken });
      },
      opened,
      message(transport, incoming, extension) {
        // Replies count whoever brings them: POSTs go on when their transport has been replaced.
        if (incoming.type !== "reply" && transport !== current) return;
        if (incoming.type === "handshake") handshakeDone(transport, incoming, extension);
        else events.message(incoming, extension);
      },
      gaveUp,
      lost,
    });
  }

  function opened(transport: Transport, handshake: Handshake, extension: Extension): void {
    moveTimer.stop();
    prober.pause();
    if (current && isStable()) retries = 0;
    current?.close();
    current = transport;
    cancelAttempt = undefined;
    phase = "open";
    openedAt = platform.now();
    fallback.opened(transport.type);
    handshakeDone(transport, handshake, extension);
    if (current === transport) scheduleProbe();
  }

  function handshakeDone(transport: Transport, handshake: Handshake, extension: Extension): void {
    const resumed = session.handshake(extension);
    const first = !store.get().everOpened;
    const { uid, data: handshakeData } = handshake;
    store.set({
      type: transport.type,
      open: true,
      everOpened: true,
      uid,
      handshakeData,
      lastError: null,
      udtNextReconnect: null,
    });
    if (current !== transport) return;
    events.handshake(handshake, first, resumed);
    events.message(handshake, extension);
  }

  function isStable(): boolean {
    return platform.now() - openedAt >= stableAfterMs;
  }

  function gaveUp(type: TransportType, close: TransportClose): void {
    cancelAttempt = undefined;
    if (current) {
      // It was to take over; the one that is there goes on.
      current.setPaused(false);
      scheduleProbe();
      store.set({ ...close.state });
    } else if (fallback.failed(type, close))
      attemptNow({ ...close.state, ...closedState("downgrading-ws-to-ajax") });
    else {
      replaceClientIdInUse(close);
      scheduleRetry(close, { ...close.state });
    }
    if (close.error) events.problem(close.error);
  }

  function lost(transport: Transport, close: TransportClose): void {
    if (transport !== current) return;
    const closed = { ...close.state, ...closedState(close.reason) };
    current = undefined;
    const stable = isStable();
    if (stable) {
      retries = 0;
      prober.stop();
    } else prober.pause();
    // What the server closes in good order isn't the transport's fault, however soon.
    const cut = !stable && close.reason !== "clean";
    fallback.failed(transport.type, cut ? { ...close, transportFault: true } : close);
    if (cancelAttempt) {
      phase = "connecting";
      store.set(closed);
    } else if (replaceClientIdInUse(close)) attemptNow(closed);
    else scheduleRetry(close, closed);
    events.lost(false);
    if (close.error) events.problem(close.error);
  }

  /** Another page has this client-id: two would take the connection from each other for ever. */
  function replaceClientIdInUse({ error }: TransportClose): boolean {
    if (!isClientIdInUse(error)) return false;
    config.clientId = randomClientId();
    session.reset();
    return true;
  }

  function scheduleRetry(close: TransportClose, patch: Partial<State>): void {
    const now = platform.now();
    const attempt = retries++;
    const backoffDelayMs = config.backoff?.(attempt) ?? backoffMs(attempt, platform.random());
    const lastError = close.error === undefined ? null : connectionError(close.error, now);
    if (lastError?.terminal) fallback.refused();
    const delayMs = Math.max(
      backoffDelayMs,
      lastError?.terminal ? refusedRetryMs * (1 + platform.random()) : 0,
      (close.error as Partial<HttpError> | undefined)?.retryAfterMs ?? 0,
      moveAt - now,
    );
    phase = "waiting";
    moveTimer.stop();
    retryTimer.start(delayMs, attemptNow);
    store.set({ ...patch, lastError, udtNextReconnect: now + delayMs });
  }

  function onSignal(signal: PageSignal): void {
    if (signal === "visibilitychange" && platform.isHidden()) {
      // The poll that is held was to last longer than a hidden tab's may.
      if (current?.type === "ajax") current.check();
    } else if (signal === "pagehide") {
      // An open socket would keep the page out of the back/forward cache; and nothing is retried while it is left.
      if (phase !== "suspended") stop("suspended", "page-hidden");
    } else if (phase === "suspended") {
      if (signal === "pageshow" || signal === "visibilitychange") start({});
    } else if (signal !== "pageshow") {
      current?.check();
      if (signal === "offline") return;
      prober.runNow();
      if (signal === "online" && !current) fallback.reset();
      if (phase === "waiting") attemptNow();
      else if (cancelAttempt && (signal === "online" || platform.now() - attemptStartedAt >= hungAfterMs)) {
        // An attempt begun on the network that was may never end.
        if (current) beginAttempt(attemptType);
        else attemptNow();
      }
    }
  }

  /** On Ajax because WebSockets failed: looks now and then whether they work again. Stock servers know no probes. */
  function scheduleProbe(): void {
    if (fallback.hasFallenBack() && session.id() !== undefined) prober.schedule();
  }

  function upgradeToWebSocket(): void {
    if (current?.type !== "ajax" || cancelAttempt) return;
    // A poll while the socket is being attached would take the connection back.
    current.setPaused(true);
    beginAttempt("ws");
  }

  const connection: Connection = {
    connect() {
      if (phase !== "idle" || config.signal?.aborted) return;
      endpointUrl(config, {}, {});
      if (config.type === "ws") requireWebSocket(config);
      stopWatching = platform.watch(onSignal);
      start({});
    },
    disconnect() {
      if (phase === "idle") return;
      stopWatching();
      stop("idle", "requested-disconnect");
    },
    reconnect() {
      if (phase === "idle") {
        connection.connect();
        return;
      }
      const closed = closeAll("requested-reconnect");
      fallback.reset();
      start(closed);
      events.lost(false);
    },
    simulateBreak(silently) {
      current?.simulateBreak(silently);
    },
    send(event, callback, extension) {
      // On Ajax the next poll acknowledges.
      const ack = current?.type === "ws" && session.takeAck();
      return (
        current?.send(ack || extension ? [event, callback, { ...ack, ...extension }] : [event, callback]) ??
        false
      );
    },
    acknowledge() {
      if (session.unacknowledged() && current?.type === "ws") connection.send(null, null);
    },
    reconnectWithin(windowMs) {
      // On Ajax each poll is a request of its own, which goes to whatever node is there.
      if (current?.type !== "ws") return;
      const delayMs = platform.random() * windowMs;
      moveAt = platform.now() + delayMs;
      moveTimer.start(delayMs, () => {
        beginAttempt("ws");
      });
    },
  };
  return connection;
}

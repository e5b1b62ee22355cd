import type { Extension } from "../protocol/extension.js";
import type { Handshake, ServerMessage } from "../protocol/messages.js";
import type { Session } from "../protocol/session.js";
import { randomClientId } from "../transports/config.js";
import { endpointUrl, requireWebSocket } from "../transports/endpoint.js";
import { isClientIdInUse } from "../transports/errors.js";
import type { OpenProbe, OpenTransport } from "../transports/open.js";
import type { PageSignal } from "../transports/platform.js";
import { createTimer } from "../transports/timer.js";
import type {
  SendResult,
  Transport,
  TransportClose,
  TransportEvents,
  TransportType,
} from "../transports/transport.js";
import { startAttempt } from "./attempt.js";
import { retryDelayMs } from "./backoff.js";
import type { ConnectionConfig } from "./config.js";
import { connectionError } from "./errors.js";
import { createFallback } from "./fallback.js";
import { createProber } from "./probe.js";
import type { CloseReason, State, StateStore } from "./state.js";

/** The time after which a connection counts as stable: when it is lost later, the backoff has been reset. */
const stableAfterMs = 5_000;

/** The time after which an attempt may hang, so that it is started again when the page comes to the front. */
const hungAfterMs = 1_000;

/** The events of a connection. */
export interface ConnectionEvents extends Pick<TransportEvents, "problem"> {
  /**
   * A handshake was received.
   *
   * @param first - whether it is the first one of this client.
   * @param resumed - whether the server kept the outbox and the pending requests.
   */
  handshake(handshake: Handshake, first: boolean, resumed: boolean): void;
  /** A message was received. For a handshake, this is called after `handshake`, for its extension. */
  message(incoming: ServerMessage, extension: Extension): void;
  /**
   * The connection is lost.
   *
   * @param permanent - whether the client doesn't reconnect.
   */
  lost(permanent: boolean): void;
}

/** Keeps one connection to the server, over one transport after another. */
export interface Connection {
  /** Connects and stays connected. Throws TypeError for options that can never work. */
  connect(): void;
  disconnect(): void;
  reconnect(): void;
  simulateBreak(silently: boolean): void;
  /** Sends an event if the client is connected. The message also acknowledges the events that the app has received. */
  send(event: unknown, callback: string | null, extension?: object): SendResult;
  /** Acknowledges the events that the app has received since the last acknowledgement, if there are any. */
  acknowledge(): void;
  /** Reconnects at a random time within so many milliseconds, because the server is going to stop. */
  reconnectWithin(windowMs: number): void;
}

/**
 * ```
 *            connect()                     handshake
 *     idle ──────────────▶ connecting ────────────────────▶ open
 *      ▲                    ▲  ▲  │ gave up, no other         │ lost
 *      │ disconnect(),      │  │  ▼ type to try at once       │
 *      │ from anywhere      │  waiting ◀──────────────────────┘
 *      └──                  │    timer, online, visible
 *                           │
 *   suspended ──────────────┘ pageshow
 *      ▲
 *      └── pagehide, from anywhere but idle              reconnect(): to connecting, from anywhere
 * ```
 *
 * In `connecting`, the type `auto` may go on from a WebSocket to polling at once (see `fallback.ts`). In `open` there may be an
 * attempt too: a probe has found that WebSockets work again, or the server is going to stop. The new transport takes over with
 * its handshake, so that the app notices no interruption.
 *
 * Every function changes the connection first and raises events last, because a listener may call the connection again.
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

  /** Connects at once, with the backoff and the last error reset. A fallback to Ajax stays. */
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

  /** Closes the transport and cancels everything that is scheduled or under way. Returns the change of state. */
  function closeAll(reason: CloseReason): Partial<State> {
    for (const each of [retryTimer, moveTimer, prober]) {
      each.stop();
    }
    cancelAttempt?.();
    current?.close();
    cancelAttempt = current = undefined;
    return closedState(reason);
  }

  function closedState(reason: CloseReason): Partial<State> {
    return { open: false, lastClose: { udt: platform.now(), reason } };
  }

  /** Begins to open a transport. When it opens, it replaces the current one, if any. */
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
        // A replaced transport may still bring replies to its POSTs.
        if (incoming.type !== "reply" && transport !== current) {
          return;
        }
        if (incoming.type === "handshake") {
          handshakeDone(transport, incoming, extension);
        } else {
          events.message(incoming, extension);
        }
      },
      gaveUp,
      lost,
    });
  }

  function opened(transport: Transport, handshake: Handshake, extension: Extension): void {
    moveTimer.stop();
    prober.pause();
    if (current && isStable()) {
      retries = 0;
    }
    current?.close();
    current = transport;
    cancelAttempt = undefined;
    phase = "open";
    openedAt = platform.now();
    fallback.opened(transport.type);
    handshakeDone(transport, handshake, extension);
    if (current === transport) {
      scheduleProbe();
    }
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
    if (current !== transport) {
      return;
    }
    events.handshake(handshake, first, resumed);
    events.message(handshake, extension);
  }

  function isStable(): boolean {
    return platform.now() - openedAt >= stableAfterMs;
  }

  function gaveUp(type: TransportType, close: TransportClose): void {
    cancelAttempt = undefined;
    if (current) {
      // The transport that should have taken over failed, so the current one goes on.
      current.setPaused(false);
      scheduleProbe();
      store.set({ ...close.state });
    } else if (fallback.failed(type, close)) {
      attemptNow({ ...close.state, ...closedState("downgrading-ws-to-ajax") });
    } else {
      replaceClientIdInUse(close);
      scheduleRetry(close, { ...close.state });
    }
    if (close.error) {
      events.problem(close.error);
    }
  }

  function lost(transport: Transport, close: TransportClose): void {
    if (transport !== current) {
      return;
    }
    const closed = { ...close.state, ...closedState(close.reason) };
    current = undefined;
    const stable = isStable();
    if (stable) {
      retries = 0;
      prober.stop();
    } else {
      prober.pause();
    }
    // A clean close comes from the server, so it isn't the transport's fault even soon after the handshake.
    const cut = !stable && close.reason !== "clean";
    fallback.failed(transport.type, cut ? { ...close, transportFault: true } : close);
    if (cancelAttempt) {
      phase = "connecting";
      store.set(closed);
    } else if (replaceClientIdInUse(close)) {
      attemptNow(closed);
    } else {
      scheduleRetry(close, closed);
    }
    events.lost(false);
    if (close.error) {
      events.problem(close.error);
    }
  }

  /** Takes another client-id if another page uses this one. Otherwise the two would replace each other's transports for ever. */
  function replaceClientIdInUse({ error }: TransportClose): boolean {
    if (!isClientIdInUse(error)) {
      return false;
    }
    config.clientId = randomClientId();
    session.reset();
    return true;
  }

  function scheduleRetry(close: TransportClose, patch: Partial<State>): void {
    const now = platform.now();
    const lastError = close.error === undefined ? null : connectionError(close.error, now);
    if (lastError?.terminal) {
      fallback.refused();
    }
    const delayMs = Math.max(retryDelayMs(config, retries++, close.error, lastError), moveAt - now);
    phase = "waiting";
    moveTimer.stop();
    retryTimer.start(delayMs, attemptNow);
    store.set({ ...patch, lastError, udtNextReconnect: now + delayMs });
  }

  function onSignal(signal: PageSignal): void {
    if (signal === "visibilitychange" && platform.isHidden()) {
      // The current poll may last longer than the polls of a hidden tab.
      if (current?.type === "ajax") {
        current.check();
      }
    } else if (signal === "pagehide") {
      // An open WebSocket would keep the page out of the back/forward cache, where nothing can be retried.
      if (phase !== "suspended") {
        stop("suspended", "page-hidden");
      }
    } else if (phase === "suspended") {
      if (signal === "pageshow" || signal === "visibilitychange") {
        start({});
      }
    } else if (signal !== "pageshow") {
      current?.check();
      if (signal === "offline") {
        return;
      }
      prober.runNow();
      if (signal === "online" && !current) {
        fallback.reset();
      }
      if (phase === "waiting") {
        attemptNow();
      } else if (cancelAttempt && (signal === "online" || platform.now() - attemptStartedAt >= hungAfterMs)) {
        // An attempt that began on another network may never end.
        if (current) {
          beginAttempt(attemptType);
        } else {
          attemptNow();
        }
      }
    }
  }

  /** Schedules a probe if polling is in use because WebSockets failed. Stock servers don't know probes. */
  function scheduleProbe(): void {
    if (fallback.hasFallenBack() && session.id() !== undefined) {
      prober.schedule();
    }
  }

  function upgradeToWebSocket(): void {
    if (current?.type !== "ajax" || cancelAttempt) {
      return;
    }
    // A poll that arrives after the WebSocket would replace it on the server.
    current.setPaused(true);
    beginAttempt("ws");
  }

  const connection: Connection = {
    connect() {
      if (phase !== "idle" || config.signal?.aborted) {
        return;
      }
      endpointUrl(config, {}, {});
      if (config.type === "ws") {
        requireWebSocket(config);
      }
      stopWatching = platform.watch(onSignal);
      start({});
    },
    disconnect() {
      if (phase === "idle") {
        return;
      }
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
      // With polling, the next poll acknowledges.
      const ack = current?.type === "ws" && session.takeAck();
      return (
        current?.send(ack || extension ? [event, callback, { ...ack, ...extension }] : [event, callback]) ??
        false
      );
    },
    acknowledge() {
      if (session.unacknowledged() && current?.type === "ws") {
        connection.send(null, null);
      }
    },
    reconnectWithin(windowMs) {
      // Each poll is a request of its own, which goes to a node that accepts it.
      if (current?.type !== "ws") {
        return;
      }
      const delayMs = platform.random() * windowMs;
      moveAt = platform.now() + delayMs;
      moveTimer.start(delayMs, () => {
        beginAttempt("ws");
      });
    },
  };
  return connection;
}

import type { Extra } from "../protocol/extension.js";
import type { Handshake, Incoming } from "../protocol/messages.js";
import type { Session } from "../protocol/session.js";
import { randomId } from "../transports/config.js";
import { addressOf, socketOf } from "../transports/endpoint.js";
import { type HttpError, isClientIdInUse } from "../transports/errors.js";
import type { Close, Kind, Link, LinkEvents, Sent } from "../transports/link.js";
import type { OpenLink, OpenProbe } from "../transports/open.js";
import type { PageSignal } from "../transports/platform.js";
import { createTimer } from "../transports/timer.js";
import { backoffMs } from "./backoff.js";
import type { ConnectionConfig } from "./config.js";
import { dial } from "./dial.js";
import { connectionError } from "./errors.js";
import { createFallback } from "./fallback.js";
import { createProber } from "./probe.js";
import type { CloseReason, State, StateStore } from "./state.js";

/** A connection that was open so long has proved itself: what comes next isn't a retry of the same. */
const stableMs = 5_000;

/** An attempt that has taken so long may hang, and isn't worth waiting for when the page comes to the front. */
const hungMs = 1_000;

/** A server that refuses for good is asked again after so long, and up to twice that. */
const refusedMs = 60_000;

/** What a connection tells. */
export interface ConnectionEvents extends Pick<LinkEvents, "problem"> {
  /** A handshake came. `first`: ever; `resumed`: the server kept what was under way. */
  handshake(handshake: Handshake, first: boolean, resumed: boolean): void;
  /** Something came: anything but a handshake, or what stands beside one. */
  message(incoming: Incoming, extra: Extra): void;
  /** There is no connection any more; `forGood`: nor an attempt to get it back. */
  lost(forGood: boolean): void;
}

/** Keeps one connection to the server. */
export interface Connection {
  /** Throws TypeError where it could never work. */
  connect(): void;
  disconnect(): void;
  reconnect(): void;
  breakOff(silently: boolean): void;
  /** Sends, if there is a connection. Acknowledges by the way what the app has got. */
  send(event: unknown, callback: string | null, extra?: object): Sent;
  /** Acknowledges what the app has got, if there is any. */
  acknowledge(): void;
  /** The server is about to go, and asks its clients to move within so many milliseconds, not all at once. */
  moveWithin(windowMs: number): void;
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
 * In `connecting`, `auto` may go on from a WebSocket to Ajax at once (see `fallback.ts`). In `open` there may be a dial
 * too, to make before break: a probe has found that WebSockets work again, or the server is about to go. The new link
 * takes over with its handshake, and the app sees no gap.
 *
 * Every step does its work first and tells last, since whoever is told may call back in.
 */
export function createConnection(
  config: ConnectionConfig,
  session: Session,
  store: StateStore,
  [open, openProbe]: [OpenLink, OpenProbe],
  events: ConnectionEvents,
): Connection {
  const { platform } = config;
  const fallback = createFallback(config.type, config.webSocket !== undefined);
  const prober = createProber(config, openProbe, upgrade);
  const retry = createTimer(platform);
  const move = createTimer(platform);
  let phase: "idle" | "connecting" | "open" | "waiting" | "suspended" = "idle";
  let current: Link | undefined;
  let cancelDial: (() => void) | undefined;
  let dialed: Kind = "ws";
  let dialedAt = 0;
  let openedAt = 0;
  let moveAt = 0;
  let attempts = 0;
  let unwatch: () => void;

  /** From nothing: the first attempt is as good as any. */
  function start(patch: Partial<State>): void {
    attempts = 0;
    tryNow({ ...patch, lastError: null });
  }

  function tryNow(patch: Partial<State> = {}): void {
    const type = fallback.kind();
    phase = "connecting";
    dialUp(type);
    store.set({ ...patch, type, udtNextReconnect: null });
  }

  function stop(next: "idle" | "suspended", reason: CloseReason): void {
    const closed = drop(reason);
    phase = next;
    store.set({ ...closed, udtNextReconnect: null });
    events.lost(next === "idle");
  }

  /** Lets go of everything that is open or under way. Says what becomes of the state. */
  function drop(reason: CloseReason): Partial<State> {
    for (const each of [retry, move, prober]) each.stop();
    cancelDial?.();
    current?.close();
    cancelDial = current = undefined;
    return closedState(reason);
  }

  function closedState(reason: CloseReason): Partial<State> {
    return { open: false, lastClose: { udt: platform.now(), reason } };
  }

  /** Begins to open a link, to be the first or to take over from the one that is there. */
  function dialUp(kind: Kind): void {
    retry.stop();
    cancelDial?.();
    dialed = kind;
    dialedAt = platform.now();
    cancelDial = dial(kind, config, open, {
      ...events,
      credentials({ csrfToken }) {
        store.set({ csrfToken });
      },
      opened,
      message(link, incoming, extra) {
        // Replies count whoever brings them: POSTs go on when their link has been replaced.
        if (incoming.type !== "reply" && link !== current) return;
        if (incoming.type === "handshake") shaken(link, incoming, extra);
        else events.message(incoming, extra);
      },
      gaveUp,
      lost,
    });
  }

  function opened(link: Link, handshake: Handshake, extra: Extra): void {
    move.stop();
    prober.pause();
    if (current && isStable()) attempts = 0;
    current?.close();
    current = link;
    cancelDial = undefined;
    phase = "open";
    openedAt = platform.now();
    fallback.opened(link.kind);
    shaken(link, handshake, extra);
    if (current === link) probeLater();
  }

  function shaken(link: Link, handshake: Handshake, extra: Extra): void {
    const resumed = session.begin(extra);
    const first = !store.get().everOpened;
    const { uid, data: handshakeData } = handshake;
    store.set({
      type: link.kind,
      open: true,
      everOpened: true,
      uid,
      handshakeData,
      lastError: null,
      udtNextReconnect: null,
    });
    if (current !== link) return;
    events.handshake(handshake, first, resumed);
    events.message(handshake, extra);
  }

  function isStable(): boolean {
    return platform.now() - openedAt >= stableMs;
  }

  function gaveUp(kind: Kind, close: Close): void {
    cancelDial = undefined;
    if (current) {
      // It was to take over; the one that is there goes on.
      current.hold(false);
      probeLater();
      store.set({ ...close.state });
    } else if (fallback.failed(kind, close))
      tryNow({ ...close.state, ...closedState("downgrading-ws-to-ajax") });
    else {
      leaveClientId(close);
      wait(close, { ...close.state });
    }
    if (close.error) events.problem(close.error);
  }

  function lost(link: Link, close: Close): void {
    if (link !== current) return;
    const closed = { ...close.state, ...closedState(close.reason) };
    current = undefined;
    const stable = isStable();
    if (stable) {
      attempts = 0;
      prober.stop();
    } else prober.pause();
    // What the server closes in good order isn't the transport's fault, however soon.
    const cut = !stable && close.reason !== "clean";
    fallback.failed(link.kind, cut ? { ...close, mute: true } : close);
    if (cancelDial) {
      phase = "connecting";
      store.set(closed);
    } else if (leaveClientId(close)) tryNow(closed);
    else wait(close, closed);
    events.lost(false);
    if (close.error) events.problem(close.error);
  }

  /** Another page has this client-id: two would take the connection from each other for ever. */
  function leaveClientId({ error }: Close): boolean {
    if (!isClientIdInUse(error)) return false;
    config.clientId = randomId();
    session.forget();
    return true;
  }

  function wait(close: Close, patch: Partial<State>): void {
    const now = platform.now();
    const attempt = attempts++;
    const ownMs = config.backoff?.(attempt) ?? backoffMs(attempt, platform.random());
    const lastError = close.error === undefined ? null : connectionError(close.error, now);
    if (lastError?.terminal) fallback.refused();
    const delayMs = Math.max(
      ownMs,
      lastError?.terminal ? refusedMs * (1 + platform.random()) : 0,
      (close.error as Partial<HttpError> | undefined)?.retryAfterMs ?? 0,
      moveAt - now,
    );
    phase = "waiting";
    move.stop();
    retry.start(delayMs, tryNow);
    store.set({ ...patch, lastError, udtNextReconnect: now + delayMs });
  }

  function heed(signal: PageSignal): void {
    if (signal === "visibilitychange" && platform.isHidden()) {
      // The poll that is held was to last longer than a hidden tab's may.
      if (current?.kind === "ajax") current.check();
    } else if (signal === "pagehide") {
      // An open socket would keep the page out of the back/forward cache; and nothing is retried while it is left.
      if (phase !== "suspended") stop("suspended", "page-hidden");
    } else if (phase === "suspended") {
      if (signal === "pageshow" || signal === "visibilitychange") start({});
    } else if (signal !== "pageshow") {
      current?.check();
      if (signal === "offline") return;
      prober.hurry();
      if (signal === "online" && !current) fallback.reset();
      if (phase === "waiting") tryNow();
      else if (cancelDial && (signal === "online" || platform.now() - dialedAt >= hungMs)) {
        // An attempt begun on the network that was may never end.
        if (current) dialUp(dialed);
        else tryNow();
      }
    }
  }

  /** On Ajax because WebSockets failed: looks now and then whether they work again. Stock servers know no probes. */
  function probeLater(): void {
    if (fallback.fellBack() && session.id() !== undefined) prober.later();
  }

  function upgrade(): void {
    if (current?.kind !== "ajax" || cancelDial) return;
    // A poll while the socket is being attached would take the connection back.
    current.hold(true);
    dialUp("ws");
  }

  const connection: Connection = {
    connect() {
      if (phase !== "idle" || config.signal?.aborted) return;
      addressOf(config, {}, {});
      if (config.type === "ws") socketOf(config);
      unwatch = platform.watch(heed);
      start({});
    },
    disconnect() {
      if (phase === "idle") return;
      unwatch();
      stop("idle", "requested-disconnect");
    },
    reconnect() {
      if (phase === "idle") {
        connection.connect();
        return;
      }
      const closed = drop("requested-reconnect");
      fallback.reset();
      start(closed);
      events.lost(false);
    },
    breakOff(silently) {
      current?.breakOff(silently);
    },
    send(event, callback, extra) {
      // On Ajax the next poll acknowledges.
      const ack = current?.kind === "ws" && session.ack();
      return (
        current?.send(ack || extra ? [event, callback, { ...ack, ...extra }] : [event, callback]) ?? false
      );
    },
    acknowledge() {
      if (session.due() && current?.kind === "ws") connection.send(null, null);
    },
    moveWithin(windowMs) {
      // On Ajax each poll is a request of its own, which goes to whatever node is there.
      if (current?.kind !== "ws") return;
      const delayMs = platform.random() * windowMs;
      moveAt = platform.now() + delayMs;
      move.start(delayMs, () => {
        dialUp("ws");
      });
    },
  };
  return connection;
}

import type { TransportConfig } from "./config.js";
import { createTimer } from "./timer.js";

/** A timer that fires so much too late was held back, by a hidden tab or a machine that slept. */
const lateTimerMs = 2_000;

/** Sees to it that a WebSocket that has died is noticed. */
export interface KeepAlive {
  /** Something was received. The first time starts the watch. */
  received(): void;
  /** Pings now: there is reason to doubt. */
  check(): void;
  stop(): void;
}

/**
 * ```
 *            nothing received for half the keep-alive time, or check()
 *   quiet ──────────────────────────────────────────────────────────────▶ pinged ── no word in time ──▶ dead
 *     ▲                                                                      │
 *     └────────────────────────── anything received ─────────────────────────┘
 * ```
 *
 * Timers lie in hidden tabs and on machines that slept, so times are compared by the wall clock, and a time-out whose
 * timer came too late proves nothing: the answer may be waiting behind it. Then there is a second ping, once.
 */
export function createKeepAlive(
  { platform, keepAliveMs, pingTimeoutMs }: TransportConfig,
  ping: () => void,
  onTimeout: () => void,
): KeepAlive {
  const timer = createTimer(platform);
  let receivedAt = 0;
  let awaitingPong = false;

  const stop = (): void => {
    timer.stop();
    awaitingPong = false;
  };
  const sendPing = (repeatIfLate: boolean): void => {
    const sentAt = platform.now();
    stop();
    ping();
    if (pingTimeoutMs === null) return;
    awaitingPong = true;
    timer.start(pingTimeoutMs, () => {
      const late = platform.now() - sentAt > pingTimeoutMs + lateTimerMs;
      if (late && repeatIfLate) sendPing(false);
      else onTimeout();
    });
  };
  const scheduleCheck = (): void => {
    if (keepAliveMs === null) return;
    timer.start(receivedAt + keepAliveMs / 2 - platform.now(), () => {
      // What was heard since the timer was set has only moved the deadline: cheaper than a new timer a message.
      if (platform.now() - receivedAt >= keepAliveMs / 2) sendPing(true);
      else scheduleCheck();
    });
  };
  return {
    received() {
      receivedAt = platform.now();
      if (awaitingPong) stop();
      if (!timer.running()) scheduleCheck();
    },
    check() {
      if (!awaitingPong) sendPing(true);
    },
    stop,
  };
}

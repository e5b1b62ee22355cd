import type { TransportConfig } from "./config.js";
import { createTimer } from "./timer.js";

/** A timer that fires this much too late was delayed by a hidden tab or a machine that slept. */
const lateTimerMs = 2_000;

/** Notices a WebSocket that is dead, though it reports no close. */
export interface KeepAlive {
  /** Records that something was received. The first call starts the timer. */
  received(): void;
  /** Pings now, unless a ping is unanswered already. */
  check(): void;
  stop(): void;
}

/**
 * ```
 *            nothing received for half the keep-alive time, or check()
 *   quiet ──────────────────────────────────────────────────────────────▶ pinged ── nothing in time ──▶ dead
 *     ▲                                                                      │
 *     └────────────────────────── anything received ─────────────────────────┘
 * ```
 *
 * Timers fire late in hidden tabs and on machines that slept, so times are compared by the wall clock. A time-out whose timer
 * fired late proves nothing, because the answer may be waiting behind it. Then a second ping is sent, once.
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
    if (pingTimeoutMs === null) {
      return;
    }
    awaitingPong = true;
    timer.start(pingTimeoutMs, () => {
      const late = platform.now() - sentAt > pingTimeoutMs + lateTimerMs;
      if (late && repeatIfLate) {
        sendPing(false);
      } else {
        onTimeout();
      }
    });
  };
  const scheduleCheck = (): void => {
    if (keepAliveMs === null) {
      return;
    }
    timer.start(receivedAt + keepAliveMs / 2 - platform.now(), () => {
      // Receiving only records the time, and this timer is set again: cheaper than a new timer per message.
      if (platform.now() - receivedAt >= keepAliveMs / 2) {
        sendPing(true);
      } else {
        scheduleCheck();
      }
    });
  };
  return {
    received() {
      receivedAt = platform.now();
      if (awaitingPong) {
        stop();
      }
      if (!timer.running()) {
        scheduleCheck();
      }
    },
    check() {
      if (!awaitingPong) {
        sendPing(true);
      }
    },
    stop,
  };
}

import type { TransportConfig } from "./config.js";
import { createTimer } from "./timer.js";

/** A timer that fires so much too late was held back, by a hidden tab or a machine that slept. */
const lateMs = 2_000;

/** Sees to it that a WebSocket that has died is noticed. */
export interface KeepAlive {
  /** Something was received. The first time starts the watch. */
  heard(): void;
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
  dead: () => void,
): KeepAlive {
  const timer = createTimer(platform);
  let heardAt = 0;
  let pinged = false;

  const stop = (): void => {
    timer.stop();
    pinged = false;
  };
  const doubt = (secondChance: boolean): void => {
    const sentAt = platform.now();
    stop();
    ping();
    if (pingTimeoutMs === null) return;
    pinged = true;
    timer.start(pingTimeoutMs, () => {
      const late = platform.now() - sentAt > pingTimeoutMs + lateMs;
      if (late && secondChance) doubt(false);
      else dead();
    });
  };
  const watch = (): void => {
    if (keepAliveMs === null) return;
    timer.start(heardAt + keepAliveMs / 2 - platform.now(), () => {
      // What was heard since the timer was set has only moved the deadline: cheaper than a new timer a message.
      if (platform.now() - heardAt >= keepAliveMs / 2) doubt(true);
      else watch();
    });
  };
  return {
    heard() {
      heardAt = platform.now();
      if (pinged) stop();
      if (!timer.running()) watch();
    },
    check() {
      if (!pinged) doubt(true);
    },
    stop,
  };
}

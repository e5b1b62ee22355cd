import type { PageSignal, Platform } from "../transports/platform.js";

/** A platform whose time stands still until a test advances it. */
export interface FakePlatform extends Platform {
  /** The result of `random()`; 0.5 until it is set. */
  randomness: number;
  /** Whether the page is hidden; false until it is set. The client notices a change by `signal("visibilitychange")`. */
  hidden: boolean;
  /** Advances the time by so many milliseconds. Runs the due timers in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Advances the time without running timers, like a machine that sleeps or a hidden tab. */
  sleep(ms: number): void;
  /** Lets promises settle, without advancing the time. */
  settle(): Promise<void>;
  /** Raises an event of the page. */
  signal(signal: PageSignal): void;
  /** The number of listeners to page events; 0 when every client has disconnected. */
  readonly watchers: number;
  /** The number of timers that are set. */
  readonly timers: number;
}

/** Creates a platform. Its time begins at a round number. */
export function createFakePlatform(): FakePlatform {
  const timers = new Map<number, { due: number; run: () => void }>();
  const watchers = new Set<(signal: PageSignal) => void>();
  let now = 1_700_000_000_000;
  let handles = 0;

  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  const earliest = (until: number): number | undefined => {
    let found: number | undefined;
    for (const [handle, { due }] of timers) {
      if (due <= until && (found === undefined || due < (timers.get(found)?.due ?? 0))) {
        found = handle;
      }
    }
    return found;
  };
  return {
    randomness: 0.5,
    hidden: false,
    isHidden() {
      return this.hidden;
    },
    now: () => now,
    random() {
      return this.randomness;
    },
    setTimeout(run, ms) {
      timers.set(++handles, { due: now + Math.max(ms, 0), run });
      return handles;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    watch(listener) {
      watchers.add(listener);
      return () => {
        watchers.delete(listener);
      };
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let next = earliest(until); next !== undefined; next = earliest(until)) {
        const timer = timers.get(next);
        timers.delete(next);
        // A timer that was due during `sleep` fires late.
        now = Math.max(now, timer?.due ?? now);
        timer?.run();
        await settle();
      }
      now = until;
    },
    sleep(ms) {
      now += ms;
    },
    settle,
    signal(signal) {
      for (const watcher of [...watchers]) {
        watcher(signal);
      }
    },
    get watchers() {
      return watchers.size;
    },
    get timers() {
      return timers.size;
    },
  };
}

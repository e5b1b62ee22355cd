import type { PageSignal, Platform } from "../transports/platform.js";

/** A platform whose time stands still until a test moves it. */
export interface FakePlatform extends Platform {
  /** What `random()` gives; 0.5 until it is set. */
  randomness: number;
  /** Whether the page is hidden; false until it is set. (`signal("visibilitychange")` tells the client of a change.) */
  hidden: boolean;
  /** Lets so many milliseconds pass: runs what is due in order, and after each lets promises settle. */
  advance(ms: number): Promise<void>;
  /** Lets time pass without running timers: a machine that sleeps, or a tab whose timers are held back. */
  sleep(ms: number): void;
  /** Lets promises settle, without letting time pass. */
  settle(): Promise<void>;
  /** Tells the client that something happened to the page. */
  signal(signal: PageSignal): void;
  /** How many listeners to the page there are: none, once every client has disconnected. */
  readonly watchers: number;
  /** How many timers are set. */
  readonly timers: number;
}

/** Makes a platform whose time stands still at a round number. */
export function createFakePlatform(): FakePlatform {
  const timers = new Map<number, { due: number; run: () => void }>();
  const watchers = new Set<(signal: PageSignal) => void>();
  let now = 1_700_000_000_000;
  let handles = 0;

  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  const earliest = (until: number): number | undefined => {
    let found: number | undefined;
    for (const [handle, { due }] of timers) {
      if (due <= until && (found === undefined || due < (timers.get(found)?.due ?? 0))) found = handle;
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
        // What was due while the machine slept is late.
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
      for (const watcher of [...watchers]) watcher(signal);
    },
    get watchers() {
      return watchers.size;
    },
    get timers() {
      return timers.size;
    },
  };
}

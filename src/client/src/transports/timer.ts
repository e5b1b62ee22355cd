import type { Platform } from "./platform.js";

/** Platforms treat a longer delay as none and fire at once. */
const maxDelayMs = 0x7fffffff;

/** A timer for at most one action at a time. */
export interface Timer {
  /** Runs an action after so many milliseconds, in place of the one that was to run. */
  start(ms: number, run: () => void): void;
  stop(): void;
  running(): boolean;
}

export function createTimer(platform: Platform): Timer {
  let handle: unknown;
  const stop = (): void => {
    if (handle !== undefined) {
      platform.clearTimeout(handle);
    }
    handle = undefined;
  };
  return {
    start(ms, run) {
      stop();
      const fire = (): void => {
        handle = undefined;
        run();
      };
      handle = platform.setTimeout(fire, Math.min(ms, maxDelayMs));
    },
    stop,
    running: () => handle !== undefined,
  };
}

import type { Platform } from "./platform.js";

/** Platforms run anything later than this at once. */
const maxDelayMs = 0x7fffffff;

/** One thing to be done later, at most one at a time. */
export interface Timer {
  /** Does it after so many milliseconds, instead of what was to be done. */
  start(ms: number, run: () => void): void;
  stop(): void;
  running(): boolean;
}

export function createTimer(platform: Platform): Timer {
  let handle: unknown;
  const stop = (): void => {
    if (handle !== undefined) platform.clearTimeout(handle);
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

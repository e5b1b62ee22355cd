// No `beforeunload` and no `unload`: a download link fires the first though the page stays, and either keeps
// a page out of the back/forward cache.
const signals = ["online", "offline", "visibilitychange", "pagehide", "pageshow"] as const;

/**
 * What happens to the page, in the browser's words. `visibilitychange`: the tab comes to the front or is hidden;
 * `pagehide` when the page is left (it may be kept in the back/forward cache), `pageshow` when it is shown (again).
 */
export type PageSignal = (typeof signals)[number];

/** What the client asks of the place it runs in. Tests put a fake one in its place (`sente-client/testing`). */
export interface Platform {
  /** The wall clock, in milliseconds since 1970. It goes on while timers are throttled and the machine sleeps. */
  now(): number;
  /** A random number from 0 up to 1. */
  random(): number;
  /** Runs something once, after so many milliseconds or later. */
  setTimeout(run: () => void, ms: number): unknown;
  /** Forgets what `setTimeout` was to run. */
  clearTimeout(handle: unknown): void;
  /** Whether there is a page that isn't seen: its tab is in the background, or its window is minimized. */
  isHidden(): boolean;
  /** Tells what happens to the page until the returned function is called. */
  watch(listener: (signal: PageSignal) => void): () => void;
}

/** The real platform: a page, a worker, Node, Deno or Bun; page signals come where there is a page. */
export function realPlatform(): Platform {
  return {
    now: Date.now,
    random: Math.random,
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (handle) => {
      clearTimeout(handle as number);
    },
    isHidden: () =>
      (globalThis as Partial<Pick<typeof globalThis, "document">>).document?.visibilityState === "hidden",
    watch,
  };
}

function watch(listener: (signal: PageSignal) => void): () => void {
  const target = globalThis as Partial<Pick<typeof globalThis, "addEventListener" | "removeEventListener">>;
  const forward = ({ type }: { type: string }): void => {
    listener(type as PageSignal);
  };
  // (`visibilitychange` is the document's, and bubbles up to the window.)
  for (const signal of signals) target.addEventListener?.(signal, forward);
  return () => {
    for (const signal of signals) target.removeEventListener?.(signal, forward);
  };
}

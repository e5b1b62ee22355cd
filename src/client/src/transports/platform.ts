// Without `beforeunload` and `unload`: a download link fires the first though the page stays, and a listener to either
// keeps a page out of the back/forward cache.
const signals = ["online", "offline", "visibilitychange", "pagehide", "pageshow"] as const;

/**
 * An event of the page, by the browser's name. `online` and `offline`: the network returned or is gone. `visibilitychange`: the
 * tab was shown or hidden. `pagehide`: the user left the page, which may stay in the back/forward cache. `pageshow`: the page
 * is shown, perhaps from that cache.
 */
export type PageSignal = (typeof signals)[number];

/** What the client needs of the platform. Tests replace it by a fake one (`sente-client/testing`). */
export interface Platform {
  /** Returns the wall clock's time in milliseconds since 1970, which goes on while timers are throttled and the machine sleeps. */
  now(): number;
  /** Returns a random number of at least 0 and less than 1. */
  random(): number;
  /** Runs a function once, after at least so many milliseconds. Returns a handle for `clearTimeout`. */
  setTimeout(run: () => void, ms: number): unknown;
  /** Cancels a timer of `setTimeout`. */
  clearTimeout(handle: unknown): void;
  /** Whether the page is hidden: its tab is in the background, or its window is minimized. False without a page. */
  isHidden(): boolean;
  /** Calls the listener for each event of the page, until the returned function is called. */
  watch(listener: (signal: PageSignal) => void): () => void;
}

/** Creates the real platform: a page, a worker, Node, Deno or Bun. Only a page has page events. */
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
  // `visibilitychange` is an event of the document, and bubbles to the window.
  for (const signal of signals) {
    target.addEventListener?.(signal, forward);
  }
  return () => {
    for (const signal of signals) {
      target.removeEventListener?.(signal, forward);
    }
  };
}

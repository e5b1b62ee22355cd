/** Options of `events(..)`. */
export interface IteratorOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
  /** How many events may wait for the loop (10,000). One more ends it with RangeError: none is dropped silently. */
  readonly limit?: number;
}

/**
 * Turns what a listener hears, from now on, into something to loop over.
 *
 * @param listen - starts to listen, and says how to stop.
 */
export function iterate<T>(
  listen: (hear: (value: T) => void) => () => void,
  { signal, limit = 10_000 }: IteratorOptions,
): AsyncIterableIterator<T> {
  const heard: T[] = [];
  let wake = (): void => undefined;
  const stir = (): void => {
    wake();
  };
  const unlisten = listen((value) => {
    // Where nobody loops, nothing more is kept.
    if (heard.push(value) > limit) unlisten();
    stir();
  });
  signal?.addEventListener("abort", stir);

  return (async function* () {
    try {
      for (;;) {
        if (heard.length > limit) throw new RangeError(`More than ${limit} events are waiting for this loop`);
        if (heard.length) yield heard.shift() as T;
        else if (signal?.aborted) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      unlisten();
      signal?.removeEventListener("abort", stir);
    }
  })();
}

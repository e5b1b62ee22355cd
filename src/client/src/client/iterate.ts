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
  listen: (receive: (value: T) => void) => () => void,
  { signal, limit = 10_000 }: IteratorOptions,
): AsyncIterableIterator<T> {
  const waiting: T[] = [];
  let resume = (): void => undefined;
  const wake = (): void => {
    resume();
  };
  const unsubscribe = listen((value) => {
    // Where nobody loops, nothing more is kept.
    if (waiting.push(value) > limit) unsubscribe();
    wake();
  });
  signal?.addEventListener("abort", wake);

  return (async function* () {
    try {
      for (;;) {
        if (waiting.length > limit)
          throw new RangeError(`More than ${limit} events are waiting for this loop`);
        if (waiting.length) yield waiting.shift() as T;
        else if (signal?.aborted) return;
        else await new Promise<void>((resolve) => (resume = resolve));
      }
    } finally {
      unsubscribe();
      signal?.removeEventListener("abort", wake);
    }
  })();
}

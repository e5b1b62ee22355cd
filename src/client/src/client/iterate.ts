/** Options of `client.events(..)`. */
export interface IteratorOptions {
  /** Ends the iteration when it is aborted, after the events that wait. */
  readonly signal?: AbortSignal | undefined;
  /** The number of events that may wait for the loop; 10,000 by default. One more ends it with RangeError, so that none is dropped silently. */
  readonly limit?: number;
}

/**
 * Iterates over the values that a listener receives from now on.
 *
 * @param listen - adds a listener, and returns the function that removes it.
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
    // A loop that fell behind gets an error, so nothing more is kept for it.
    if (waiting.push(value) > limit) {
      unsubscribe();
    }
    wake();
  });
  signal?.addEventListener("abort", wake);

  return (async function* () {
    try {
      for (;;) {
        if (waiting.length > limit) {
          throw new RangeError(`More than ${limit} events are waiting for this loop`);
        }
        if (waiting.length) {
          yield waiting.shift() as T;
        } else if (signal?.aborted) {
          return;
        } else {
          await new Promise<void>((resolve) => (resume = resolve));
        }
      }
    } finally {
      unsubscribe();
      signal?.removeEventListener("abort", wake);
    }
  })();
}

/** What is called for an event. A promise it returns is watched for its failure only. */
export type Listener = (data: unknown, id: string) => unknown;

/** The patterns of {@link Emitter} that aren't an id or `ns/*`. */
export const anyEventPattern = "*";
export const unhandledEventPattern = "";

/** Who hears which event. */
export interface Emitter {
  /** Calls the listener for a pattern, until the returned function is called. */
  on(pattern: string, listener: Listener): () => void;
  emit(id: string, data: unknown): void;
}

/**
 * An event is heard by its own listeners, those of its namespace (`ns/*`), those of any event, and, where none of the
 * first two is there, those of unhandled events. What the client says itself (`chsk/..`) must be asked for by its id or
 * `chsk/*`.
 *
 * @param onError - is told what a listener throws or rejects with; the others are called all the same.
 */
export function createEmitter(onError: (error: unknown) => void): Emitter {
  const listenersByPattern = new Map<string, Set<{ listener: Listener }>>();
  const listenersOf = (pattern: string): Iterable<{ listener: Listener }> =>
    listenersByPattern.get(pattern) ?? [];
  return {
    on(pattern, listener) {
      const listeners = listenersByPattern.get(pattern) ?? new Set();
      listenersByPattern.set(pattern, listeners);
      // An object of its own, so that a function given twice is called twice and taken back once.
      const entry = { listener };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    emit(id, data) {
      const namespace = id.slice(0, id.indexOf("/"));
      const recipients = [...listenersOf(id), ...listenersOf(namespace + "/*")];
      const others = recipients.length ? [] : listenersOf(unhandledEventPattern);
      if (namespace !== "chsk") recipients.push(...listenersOf(anyEventPattern), ...others);
      for (const { listener } of recipients) {
        try {
          const result = listener(data, id);
          if (result instanceof Promise) result.catch(onError);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}

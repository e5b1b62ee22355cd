/** A listener to events. If it returns a promise, a rejection counts as an error of the listener. */
export type Listener = (data: unknown, id: string) => unknown;

/** The patterns for any event and for events without a listener. Other patterns are an id or `ns/*`. */
export const anyEventPattern = "*";
export const unhandledEventPattern = "";

/** Passes events to their listeners. */
export interface Emitter {
  /** Calls the listener for each event of a pattern, until the returned function is called. */
  on(pattern: string, listener: Listener): () => void;
  emit(id: string, data: unknown): void;
}

/**
 * Creates an emitter. It passes an event to the listeners of its id, of its namespace (`ns/*`) and of any event. If there are
 * none of the first two kinds, it also passes it to the listeners of unhandled events. The client's own events (`chsk/..`) go
 * only to the listeners of their id and of `chsk/*`.
 *
 * @param onError - receives what a listener throws or rejects with. The other listeners are called too.
 */
export function createEmitter(onError: (error: unknown) => void): Emitter {
  const listenersByPattern = new Map<string, Set<{ listener: Listener }>>();
  const listenersOf = (pattern: string): Iterable<{ listener: Listener }> =>
    listenersByPattern.get(pattern) ?? [];
  return {
    on(pattern, listener) {
      const listeners = listenersByPattern.get(pattern) ?? new Set();
      listenersByPattern.set(pattern, listeners);
      // A new object, so that a function that is added twice is called twice, and removed once.
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
      if (namespace !== "chsk") {
        recipients.push(...listenersOf(anyEventPattern), ...others);
      }
      for (const { listener } of recipients) {
        try {
          const result = listener(data, id);
          if (result instanceof Promise) {
            result.catch(onError);
          }
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}

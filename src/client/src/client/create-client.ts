import { type Connection, createConnection } from "../connection/connection.js";
import type { State, StateStore, Transition } from "../connection/state.js";
import { isAppEventId } from "../protocol/messages.js";
import { createSession } from "../protocol/session.js";
import { asError, httpTimeout } from "../transports/errors.js";
import { createOpeners } from "../transports/open.js";
import { createTrace } from "../transports/trace.js";
import type { Client, ErrorSource } from "./client.js";
import { createDispatcher } from "./dispatcher.js";
import { anyEventPattern, createEmitter, type Emitter, unhandledEventPattern } from "./emitter.js";
import { SenteError } from "./errors.js";
import type { AnyEvents, EventMap } from "./events.js";
import { iterate, type IteratorOptions } from "./iterate.js";
import { type ClientOptions, configure } from "./options.js";
import { createPendingRequests, type RequestOptions } from "./pending-requests.js";
import { createSendQueue } from "./send-queue.js";
import { createStore } from "./store.js";

/**
 * Creates a client. It connects at once unless `autoConnect` is false.
 *
 * @typeParam App - the types of the app's events; see {@link EventMap}.
 * @throws TypeError for options that can't work.
 *
 * @example
 * ```ts
 * const client = createClient<App>({ url: "/chsk", packer: edn(), csrfToken });
 * client.on("chat/message", ({ from, text }) => show(from, text));
 * const history = await client.request("chat/history", { room: "lobby" });
 * ```
 */
export function createClient<App extends EventMap<App> = AnyEvents>(options: ClientOptions): Client<App> {
  const config = configure(options);
  const { packer, platform } = config;
  const errorHandlers = new Set<(error: Error, source: ErrorSource) => void>();
  const reporter =
    (source: ErrorSource) =>
    (thrown: unknown): void => {
      const error = asError(thrown);
      if (!errorHandlers.size && source !== "connection") {
        console.error(error);
      }
      for (const handler of errorHandlers) {
        try {
          handler(error, source);
        } catch (another) {
          // The handler of errors failed itself. Other handlers are still called, and the client goes on.
          console.error(another);
        }
      }
    };
  const messageFailed = reporter("message");
  const connectionFailed = reporter("connection");

  const emitter = createEmitter(reporter("handler"));
  const store = createStore(config.type, emitter);
  const session = createSession();
  const pending = createPendingRequests(config);
  const dispatch = createDispatcher(config, session, pending, emitter, messageFailed);
  const trace = createTrace(options.trace, platform.now, () => store.get().csrfToken);
  const openers = createOpeners(config, session, trace);
  const connection: Connection = createConnection(config, session, store, openers, {
    handshake({ uid, data }, first, resumed) {
      if (resumed) {
        pending.resendAll((event, callback) => connection.send(event, callback, { id: callback }));
      } else {
        pending.failAll(false);
      }
      sendQueue.flush();
      emitter.emit("chsk/handshake", { uid, data, first, resumed });
    },
    message(incoming, extension) {
      dispatch(incoming, extension, connection);
    },
    lost(permanent) {
      // A server that has resumed a session before may have kept the requests, which the next handshake will show. With other
      // servers the requests would wait for the whole outage in vain.
      if (permanent || !session.hasResumed()) {
        pending.failAll(permanent);
      }
    },
    problem(error, callback) {
      if (typeof callback === "string") {
        pending.fail(
          callback,
          error === httpTimeout ? "chsk/timeout" : "chsk/error",
          asError(error).message,
          error,
        );
      } else if (error instanceof SyntaxError) {
        messageFailed(error);
      } else {
        connectionFailed(error);
      }
    },
  });

  const eventOf = (id: string, data: unknown): unknown[] => {
    if (!isAppEventId(id)) {
      throw new TypeError(`Expected an event id such as "chat/say", not "${id}"`);
    }
    return data === undefined ? [packer.keyword(id)] : [packer.keyword(id), data];
  };
  // The emitter's listeners take any data, the app's handlers the types of their events.
  const on = emitter.on as (pattern: string, handler: (...event: never[]) => unknown) => () => void;
  const sendQueue = createSendQueue(
    config,
    () => !store.get().everOpened && !config.signal?.aborted,
    connection.send,
    (callback) => {
      pending.resend(callback, connection.send);
    },
    messageFailed,
  );
  const { send } = sendQueue;
  const connect = (): void => {
    sendQueue.start();
    connection.connect();
  };
  const disconnect = (): void => {
    sendQueue.stop();
    pending.failAll(true);
    connection.disconnect();
  };
  // Async, so that every error is a rejection.
  const request = async (id: string, data?: unknown, options: RequestOptions = {}): Promise<unknown> =>
    pending.request(eventOf(id, data), options, send);

  const client: Client = {
    get clientId() {
      return config.clientId;
    },
    state: store,
    send: (id: string, data?: unknown) => send(eventOf(id, data), null) !== false,
    request: request as Client["request"],
    tryRequest: ((id: string, data?: unknown, options?: RequestOptions) =>
      request(id, data, options).then(
        (reply) => ({ ok: true, reply }),
        (error: unknown) => {
          if (error instanceof SenteError) {
            return { ok: false, reason: error.reason, error };
          }
          throw error;
        },
      )) as Client["tryRequest"],
    on,
    onAny: (handler) => on(anyEventPattern, handler),
    onUnhandled: (handler) => on(unhandledEventPattern, handler),
    onError: (handler) => {
      errorHandlers.add(handler);
      return () => errorHandlers.delete(handler);
    },
    onTransition: (handler) => on("chsk/state", handler),
    onHandshake: (handler) => on("chsk/handshake", handler),
    onGap: (handler) => on("chsk/gap", handler),
    events: (id: string, options: IteratorOptions = {}) => iterate((listener) => on(id, listener), options),
    inject: ([id, data]) => {
      emitter.emit(id, data);
    },
    ready: () => ready(store, emitter),
    connect,
    disconnect,
    reconnect: () => {
      sendQueue.start();
      connection.reconnect();
    },
    breakConnection: ({ closeWs = true } = {}) => {
      connection.simulateBreak(!closeWs);
    },
  };
  config.signal?.addEventListener("abort", disconnect);
  if (options.autoConnect !== false) {
    connect();
  }
  // The client's own code doesn't know the app's events, whose types only the app's compiler checks.
  return client as unknown as Client<App>;
}

function ready(store: StateStore, emitter: Emitter): Promise<State> {
  const state = store.get();
  if (state.open) {
    return Promise.resolve(state);
  }
  return new Promise((resolve, reject) => {
    const unsubscribe = emitter.on("chsk/state", (data) => {
      const { to } = data as Transition;
      if (to.open) {
        resolve(to);
      } else if (to.lastClose?.reason === "requested-disconnect") {
        reject(new SenteError("chsk/closed", "The client was disconnected"));
      } else {
        return;
      }
      unsubscribe();
    });
  });
}

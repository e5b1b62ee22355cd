import type { State, Store, Transition } from "../connection/state.js";
import type { Gap } from "../protocol/extension.js";
import type { FailureReason, SenteError, SenteReplyError } from "./errors.js";
import type {
  AnyEvents,
  DataArguments,
  EventMap,
  Handler,
  HandshakeEvent,
  Matching,
  Pattern,
  EventPair,
  ReceiveData,
  ReceiveId,
  ReplyData,
  RequestId,
  SendData,
  SendId,
} from "./events.js";
import type { IteratorOptions } from "./iterate.js";
import type { RequestOptions } from "./pending-requests.js";

/** Where an error came from. */
export type ErrorSource =
  /** The connection: an attempt that failed, a link that was lost. The client goes on trying. */
  | "connection"
  /** A message that couldn't be read, or an event that couldn't be sent. */
  | "message"
  /** One of the app's own handlers. */
  | "handler";

/** A reply, or why there is none. */
export type Outcome<Reply> =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly reason: "reply-error"; readonly error: SenteReplyError }
  | {
      readonly ok: false;
      readonly reason: Exclude<FailureReason, "reply-error">;
      readonly error: SenteError;
    };

/** Takes back what it was returned for. */
export type Unsubscribe = () => void;

/** A connection to a server, kept up for as long as the app wants it. */
export interface Client<App extends EventMap<App> = AnyEvents> {
  /**
   * Names this client among those of its user. Changes when the server reports that another page uses it too: then this one
   * connects anew under a random one, and its handshake isn't `resumed`. An app that keeps it stores it at each handshake.
   */
  readonly clientId: string;

  /** Sente's state map, as a store. */
  readonly state: Store<State>;

  /**
   * Sends an event for which no reply is wanted. Events sent on one connection arrive in order.
   *
   * What is sent before the first connection waits for it, within the options `maxHeldMessages` and `maxHeldBytes`. The
   * data must not be changed meanwhile.
   *
   * @returns true where it is sent, or waits for the first connection (and is dropped by a `disconnect()` before that);
   * false where it isn't sent: the connection is lost or was ended, or too much waits already. What is sent just before a
   * break may be lost.
   * @throws TypeError for an id without namespace (or of the namespace `chsk`), and for data that the packer can't say.
   */
  send<Id extends SendId<App>>(id: Id, ...data: DataArguments<SendData<App, Id>>): boolean;

  /**
   * Sends an event and waits for the reply. Before the first connection it waits for that too, as `send` does; its time
   * runs from the call. Once a connection is lost, requests fail at once until there is another.
   *
   * @returns the reply. Rejects with {@link SenteError} when there won't be one, and with TypeError as `send` throws it.
   */
  request<Id extends RequestId<App>>(
    id: Id,
    ...data: DataArguments<SendData<App, Id>, [options?: RequestOptions]>
  ): Promise<ReplyData<App, Id>>;

  /** As {@link Client.request}, but a reply that doesn't come is an outcome, not an exception. */
  tryRequest<Id extends RequestId<App>>(
    id: Id,
    ...data: DataArguments<SendData<App, Id>, [options?: RequestOptions]>
  ): Promise<Outcome<ReplyData<App, Id>>>;

  /** Listens to an event, or to all of a namespace (`chat/*`). */
  on<P extends Pattern<App>>(pattern: P, handler: Handler<App, Matching<App, P>>): Unsubscribe;

  /** Listens to every pushed event. (`chsk/*` are the client's own, and must be asked for.) */
  onAny(handler: Handler<App, ReceiveId<App>>): Unsubscribe;

  /** Listens to pushed events that no handler of their own or of their namespace is there for. */
  onUnhandled(handler: (data: unknown, id: string) => unknown): Unsubscribe;

  /**
   * Listens to errors. Without a listener those of handlers and messages go to `console.error`;
   * those of connections show in the state only.
   */
  onError(handler: (error: Error, source: ErrorSource) => void): Unsubscribe;

  /** Listens to changes of state: `on("chsk/state", ..)`. */
  onTransition(handler: (transition: Transition) => unknown): Unsubscribe;

  /** Listens to handshakes: `on("chsk/handshake", ..)`. */
  onHandshake(handler: (handshake: HandshakeEvent) => unknown): Unsubscribe;

  /** Listens to losses: `on("chsk/gap", ..)`. The app may want to ask for the present state of things anew. */
  onGap(handler: (gap: Gap) => unknown): Unsubscribe;

  /** The data of an event, each time it comes, for `for await`. Ends when the loop or the signal does. */
  events<Id extends ReceiveId<App>>(
    id: Id,
    options?: IteratorOptions,
  ): AsyncIterableIterator<ReceiveData<App, Id>>;

  /** Handles an event as if the server had pushed it. */
  inject(event: EventPair<App>): void;

  /** The state once there is a connection. Rejects with {@link SenteError} when the client is disconnected first. */
  ready(): Promise<State>;

  /**
   * Connects, and stays connected. Does nothing where it does so already.
   *
   * @throws TypeError where it could never work: a relative URL without a page, `type: "ws"` without WebSockets.
   */
  connect(): void;

  /** Disconnects, and stays so. Requests that wait for a reply fail at once. */
  disconnect(): void;

  /** Connects anew with fresh credentials, after a login say; without backoff, and trying WebSockets again. */
  reconnect(): void;

  /**
   * Simulates a broken connection, for tests.
   *
   * @param options - `closeWs: false` leaves the WebSocket open but dead, so that it must be noticed by pings.
   */
  breakConnection(options?: { readonly closeWs?: boolean }): void;
}

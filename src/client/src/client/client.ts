import type { State, Store, Transition } from "../connection/state.js";
import type { Gap } from "../protocol/extension.js";
import type { FailureReason, SenteError, SenteReplyError } from "./errors.js";
import type {
  AnyEvents,
  DataArguments,
  EventMap,
  EventPair,
  Handler,
  HandshakeEvent,
  Matching,
  Pattern,
  ReceiveData,
  ReceiveId,
  ReplyData,
  RequestId,
  SendData,
  SendId,
} from "./events.js";
import type { IteratorOptions } from "./iterate.js";
import type { RequestOptions } from "./pending-requests.js";

/** The source of an error. */
export type ErrorSource =
  /** The connection: an attempt failed, or the connection was lost. The client tries again. */
  | "connection"
  /** A message that can't be read, or an event that can't be sent. */
  | "message"
  /** A handler of the app. */
  | "handler";

/** The outcome of a request: a reply, or the reason for its failure. */
export type Outcome<Reply> =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly reason: "reply-error"; readonly error: SenteReplyError }
  | {
      readonly ok: false;
      readonly reason: Exclude<FailureReason, "reply-error">;
      readonly error: SenteError;
    };

/** Removes the listener for which it was returned. */
export type Unsubscribe = () => void;

/** A client, which keeps a connection to a server for as long as the app wants it. */
export interface Client<App extends EventMap<App> = AnyEvents> {
  /**
   * The client-id, by which this client identifies itself among those of its user. When the server reports that another page uses
   * it too, the client takes a random one and connects again, with a handshake that isn't `resumed`. An app that stores the
   * client-id should do so at each handshake.
   */
  readonly clientId: string;

  /** The state of the connection, as a store. */
  readonly state: Store<State>;

  /**
   * Sends an event without a reply. The events of one connection arrive in order.
   *
   * Events sent before the first connection wait for it, within the options `maxHeldMessages` and `maxHeldBytes`. Their data must
   * not be changed meanwhile. A `disconnect()` drops them.
   *
   * @returns true if the event is sent or waits for the first connection. It may still be lost if the connection breaks. False
   * if it is not sent: the client isn't connected any more, or too many messages wait.
   * @throws TypeError for an id without a namespace or in the namespace `chsk`, and for data that the packer can't encode.
   */
  send<Id extends SendId<App>>(id: Id, ...data: DataArguments<SendData<App, Id>>): boolean;

  /**
   * Sends a request and waits for its reply. Before the first connection it waits for that too, as `send` does, and its time-out
   * runs from the call. While a lost connection isn't restored, requests fail at once.
   *
   * @returns the reply. Rejects with {@link SenteReplyError} if the server's handler replied with an error, with
   * {@link SenteError} if no reply comes, and with TypeError for the reasons of `send`.
   */
  request<Id extends RequestId<App>>(
    id: Id,
    ...data: DataArguments<SendData<App, Id>, [options?: RequestOptions]>
  ): Promise<ReplyData<App, Id>>;

  /** Sends a request like {@link Client.request}, but a failure is an outcome and not a rejection. */
  tryRequest<Id extends RequestId<App>>(
    id: Id,
    ...data: DataArguments<SendData<App, Id>, [options?: RequestOptions]>
  ): Promise<Outcome<ReplyData<App, Id>>>;

  /** Listens to an event, or to all events of a namespace (`chat/*`). */
  on<P extends Pattern<App>>(pattern: P, handler: Handler<App, Matching<App, P>>): Unsubscribe;

  /** Listens to every pushed event, but not to the client's own (`chsk/*`). */
  onAny(handler: Handler<App, ReceiveId<App>>): Unsubscribe;

  /** Listens to pushed events for whose id and namespace there is no handler. */
  onUnhandled(handler: (data: unknown, id: string) => unknown): Unsubscribe;

  /**
   * Listens to errors. Without a listener, those of handlers and messages go to `console.error`, and those of the connection
   * are only in the state.
   */
  onError(handler: (error: Error, source: ErrorSource) => void): Unsubscribe;

  /** Listens to changes of the state, like `on("chsk/state", ..)`. */
  onTransition(handler: (transition: Transition) => unknown): Unsubscribe;

  /** Listens to handshakes, like `on("chsk/handshake", ..)`. */
  onHandshake(handler: (handshake: HandshakeEvent) => unknown): Unsubscribe;

  /** Listens to gaps, in which events are lost, like `on("chsk/gap", ..)`. The app may then request its current data again. */
  onGap(handler: (gap: Gap) => unknown): Unsubscribe;

  /** Iterates over the data of an event, with `for await`. The iteration ends with the loop or with the signal. */
  events<Id extends ReceiveId<App>>(
    id: Id,
    options?: IteratorOptions,
  ): AsyncIterableIterator<ReceiveData<App, Id>>;

  /** Passes an event to the handlers as if the server had pushed it. */
  inject(event: EventPair<App>): void;

  /** Waits until the client is connected, and returns the state. Rejects with {@link SenteError} if it is disconnected first. */
  ready(): Promise<State>;

  /**
   * Connects and stays connected. Does nothing if the client is connecting or connected.
   *
   * @throws TypeError for options that can never work: a relative URL without a page, `type: "ws"` without WebSockets.
   */
  connect(): void;

  /** Disconnects and stays disconnected. Pending requests fail at once. */
  disconnect(): void;

  /** Reconnects with new credentials, as after a login: at once, and with a WebSocket first. */
  reconnect(): void;

  /**
   * Simulates a broken connection, for tests.
   *
   * @param options - `closeWs: false` leaves the WebSocket open but dead, so that only keep-alive can notice it.
   */
  breakConnection(options?: { readonly closeWs?: boolean }): void;
}

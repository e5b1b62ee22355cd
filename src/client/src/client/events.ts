import type { Transition } from "../connection/state.js";
import type { Gap } from "../protocol/extension.js";

/** The id of an event: a namespace and a name, as in `chat/message`. */
export type EventId = `${string}/${string}`;

/** The types of one event of an app. */
export interface EventSpec {
  /** The data that the client sends with it. An id with neither this nor `reply` can't be sent. */
  readonly send?: unknown;
  /** The server's reply. An id without this can't be requested. */
  readonly reply?: unknown;
  /** The data that the server pushes with it. An id without this can't be listened to. */
  readonly receive?: unknown;
}

/**
 * The types of an app's events by id. With them the compiler checks the ids, data and replies of `createClient<App>`.
 *
 * @example
 * ```ts
 * interface App {
 *   "chat/say": { send: { text: string } };
 *   "chat/history": { send: { room: string }; reply: string[] };
 *   "chat/message": { receive: { from: string; text: string } };
 * }
 * ```
 */
export type EventMap<App> = { readonly [Id in keyof App]: Id extends EventId ? EventSpec : never };

/** Events of unknown types: any id, any data. */
export type AnyEvents = Readonly<Record<EventId, { send: unknown; reply: unknown; receive: unknown }>>;

/** The client's own events. They are listened to by id, or all by `chsk/*`. */
export interface ClientEvents {
  /** The state changed. */
  readonly "chsk/state": { readonly receive: Transition };
  /** A handshake was received: the client is connected. */
  readonly "chsk/handshake": { readonly receive: HandshakeEvent };
  /** The server sent a ping, and the client has answered it. */
  readonly "chsk/ws-ping": { readonly receive: undefined };
  /** Pushed events are lost. */
  readonly "chsk/gap": { readonly receive: Gap };
}

/** A handshake (Sente's `:chsk/handshake`), with which the client is connected. */
export interface HandshakeEvent {
  /** The uid that the server has for this client; null for an anonymous client. */
  readonly uid: string | null;
  /** The app's data in the server's handshake; null without any. */
  readonly data: unknown;
  /** Whether it is the first handshake of this client. */
  readonly first: boolean;
  /** Whether the server kept the outbox and the pending requests: no event or reply was lost since the last connection. */
  readonly resumed: boolean;
}

/** The ids of the events whose types have this property. */
type IdsWith<App, Property extends keyof EventSpec> = {
  [Id in keyof App & EventId]: App[Id] extends Readonly<Record<Property, unknown>> ? Id : never;
}[keyof App & EventId];

/** The ids that can be sent. */
export type SendId<App> = IdsWith<App, "send"> | IdsWith<App, "reply">;
/** The ids that can be requested. */
export type RequestId<App> = IdsWith<App, "reply">;
/** The ids that can be listened to. */
export type ReceiveId<App> = IdsWith<App, "receive">;

type SpecProperty<App, Id, Name extends keyof EventSpec> = Id extends keyof App
  ? App[Id] extends Readonly<Record<Name, infer Value>>
    ? Value
    : undefined
  : undefined;

/** The type of the data that is sent with an event. */
export type SendData<App, Id> = SpecProperty<App, Id, "send">;
/** The type of the reply to an event. */
export type ReplyData<App, Id> = SpecProperty<App, Id, "reply">;
/** The type of the data that is received with an event. */
export type ReceiveData<App, Id> = SpecProperty<App, Id, "receive">;

/** The arguments for data and what follows it. Data that may be undefined may be left out. */
export type DataArguments<Data, Rest extends unknown[] = []> = undefined extends Data
  ? [data?: Data, ...rest: Rest]
  : [data: Data, ...rest: Rest];

type Namespace<Id> = Id extends `${infer Ns}/${string}` ? Ns : never;

/** The types of all events that can be listened to: the app's and the client's own. */
export type ReceivableEvents<App> = App & ClientEvents;

/** The patterns that can be listened to: an id, or `ns/*` for all events of a namespace. */
export type Pattern<App> =
  ReceiveId<ReceivableEvents<App>> | `${Namespace<ReceiveId<ReceivableEvents<App>>>}/*`;

/** The ids that match a pattern. */
export type Matching<App, P> = P extends `${infer Ns}/*`
  ? InNamespace<ReceiveId<ReceivableEvents<App>>, Ns>
  : P;

// If an app allows any id, the ids of one namespace are a narrower type than that of all ids.
type InNamespace<Id, Ns extends string> = Id extends `${Ns}/${string}`
  ? Id
  : `${Ns}/${string}` extends Id
    ? `${Ns}/${string}`
    : never;

/** A handler of events. If it returns a promise, a rejection counts as an error of the handler. */
export type Handler<App, Ids> = (
  ...event: { [Id in Ids & EventId]: [data: ReceiveData<ReceivableEvents<App>, Id>, id: Id] }[Ids & EventId]
) => unknown;

/** An event as a pair of its id and its data. */
export type EventPair<App> = {
  [Id in ReceiveId<App>]: readonly [id: Id, data?: ReceiveData<App, Id>];
}[ReceiveId<App>];

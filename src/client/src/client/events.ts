import type { Transition } from "../connection/state.js";
import type { Gap } from "../protocol/extension.js";

/** An event's id: a namespace and a name, as in `chat/message`. */
export type EventId = `${string}/${string}`;

/** What is known of one event of an app. */
export interface EventSpec {
  /** The data that the client sends with it. An id with neither this nor `reply` can't be sent. */
  readonly send?: unknown;
  /** What the server replies. An id without this can't be requested. */
  readonly reply?: unknown;
  /** The data that the server pushes with it. An id without this is never heard. */
  readonly receive?: unknown;
}

/**
 * An app's events by id: what `createClient<App>` checks ids, data and replies by.
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

/** Events of which nothing is known: any id, any data. */
export type AnyEvents = Readonly<Record<EventId, { send: unknown; reply: unknown; receive: unknown }>>;

/** What the client itself tells. To be asked for by id, or all by `chsk/*`. */
export interface ClientEvents {
  /** The state changed. */
  readonly "chsk/state": { readonly receive: Transition };
  /** The server shook hands. */
  readonly "chsk/handshake": { readonly receive: HandshakeEvent };
  /** The server asked for a sign of life, and has got it. */
  readonly "chsk/ws-ping": { readonly receive: undefined };
  /** Pushed events are lost. */
  readonly "chsk/gap": { readonly receive: Gap };
}

/** A handshake (Sente's `:chsk/handshake`): a connection is there. */
export interface HandshakeEvent {
  /** The user's id as the server sees it; null for an anonymous client. */
  readonly uid: string | null;
  /** What the server's handshake brought for the app. */
  readonly data: unknown;
  /** Whether it is this client's first. */
  readonly first: boolean;
  /** Whether the server kept what was under way: no event and no reply was lost since the last connection. */
  readonly resumed: boolean;
}

/** The ids that have this property. */
type IdsWith<App, Property extends keyof EventSpec> = {
  [Id in keyof App & EventId]: App[Id] extends Readonly<Record<Property, unknown>> ? Id : never;
}[keyof App & EventId];

/** The ids that can be sent. */
export type SendId<App> = IdsWith<App, "send"> | IdsWith<App, "reply">;
/** The ids that can be requested. */
export type RequestId<App> = IdsWith<App, "reply">;
/** The ids that can be heard. */
export type ReceiveId<App> = IdsWith<App, "receive">;

type SpecProperty<App, Id, Name extends keyof EventSpec> = Id extends keyof App
  ? App[Id] extends Readonly<Record<Name, infer Value>>
    ? Value
    : undefined
  : undefined;

/** The data sent with an event. */
export type SendData<App, Id> = SpecProperty<App, Id, "send">;
/** The reply to an event. */
export type ReplyData<App, Id> = SpecProperty<App, Id, "reply">;
/** The data received with an event. */
export type ReceiveData<App, Id> = SpecProperty<App, Id, "receive">;

/** Data, and what follows it; data that may be undefined may be left out. */
export type DataArguments<Data, Rest extends unknown[] = []> = undefined extends Data
  ? [data?: Data, ...rest: Rest]
  : [data: Data, ...rest: Rest];

type Namespace<Id> = Id extends `${infer Ns}/${string}` ? Ns : never;

/** All that can be heard: the app's events and the client's own. */
export type ReceivableEvents<App> = App & ClientEvents;

/** What can be listened to: an id, or `ns/*` for all of a namespace. */
export type Pattern<App> =
  ReceiveId<ReceivableEvents<App>> | `${Namespace<ReceiveId<ReceivableEvents<App>>>}/*`;

/** The ids that a pattern stands for. */
export type Matching<App, P> = P extends `${infer Ns}/*`
  ? InNamespace<ReceiveId<ReceivableEvents<App>>, Ns>
  : P;

// Where any id goes, those of one namespace are narrower than it.
type InNamespace<Id, Ns extends string> = Id extends `${Ns}/${string}`
  ? Id
  : `${Ns}/${string}` extends Id
    ? `${Ns}/${string}`
    : never;

/** Is called with an event's data and id. A promise it returns is watched for its failure only. */
export type Handler<App, Ids> = (
  ...event: { [Id in Ids & EventId]: [data: ReceiveData<ReceivableEvents<App>, Id>, id: Id] }[Ids & EventId]
) => unknown;

/** An event as a pair: its id, and its data. */
export type EventPair<App> = {
  [Id in ReceiveId<App>]: readonly [id: Id, data?: ReceiveData<App, Id>];
}[ReceiveId<App>];

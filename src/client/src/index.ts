export type { Client, ErrorSource, Outcome, Unsubscribe } from "./client/client.js";
export { createClient } from "./client/create-client.js";
export { type FailureReason, SenteError, SenteReplyError } from "./client/errors.js";
export type {
  AnyEvents,
  ClientEvents,
  EventId,
  EventMap,
  EventSpec,
  HandshakeEvent,
} from "./client/events.js";
export type { IteratorOptions } from "./client/iterate.js";
export type { ClientOptions } from "./client/options.js";
export type { RequestOptions } from "./client/pending-requests.js";
export type { ConnectionError } from "./connection/errors.js";
export type { CloseReason, State, Store, Transition } from "./connection/state.js";
export type { Message, Packed, Packer } from "./formats/packer.js";
export { Unreadable } from "./formats/unreadable.js";
export type { Gap } from "./protocol/extension.js";
export type { ValueOrProvider, WebSocketConstructor, WebSocketLike } from "./transports/config.js";
export type { HttpError } from "./transports/errors.js";
export type { TransportType, WsClose } from "./transports/transport.js";
export type { PageSignal, Platform } from "./transports/platform.js";
export type { TraceEntry } from "./transports/trace.js";
export { Keyword, keyword, Ratio, Sym, Tagged, Uuid } from "./values/index.js";

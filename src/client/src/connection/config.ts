import type { TransportConfig } from "../transports/config.js";
import type { TransportType } from "../transports/transport.js";

/** The options that the connection uses, with their defaults filled in. */
export interface ConnectionConfig extends TransportConfig {
  readonly type: "auto" | TransportType;
  readonly handshakeTimeoutMs: number;
  readonly backoff: ((attempt: number) => number) | undefined;
  readonly signal: AbortSignal | undefined;
}

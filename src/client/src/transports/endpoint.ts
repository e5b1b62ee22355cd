import type { Query } from "../protocol/session.js";
import type { TransportConfig, ValueOrProvider, WebSocketConstructor } from "./config.js";

/** What the app connects with; resolved again for every attempt. */
export interface Credentials {
  readonly csrfToken: string | null;
  readonly params: Query;
  readonly headers: Readonly<Record<string, string>>;
}

/** Resolves the credentials, by calling the app's functions. */
export async function resolveCredentials({
  csrfToken,
  params,
  headers,
}: TransportConfig): Promise<Credentials> {
  return {
    csrfToken: (await resolve(csrfToken)) ?? null,
    params: await resolve(params),
    headers: await resolve(headers),
  };
}

function resolve<T>(value: ValueOrProvider<T>): T | Promise<T> {
  return typeof value === "function" ? (value as () => T | Promise<T>)() : value;
}

/**
 * Returns the endpoint's URL (http or https) with a query: the app's parameters, those of the protocol, and those of its
 * extension, which all begin with `sente-` so that other servers can ignore them.
 *
 * @throws TypeError for a relative URL without a page.
 */
export function endpointUrl(config: TransportConfig, params: Query, query: Query): string {
  // Relative URLs of a page follow its `<base href>`. A worker has no document.
  const { document, location } = globalThis as Partial<Pick<typeof globalThis, "document" | "location">>;
  const url = new URL(config.url, document?.baseURI ?? location?.href);
  const all: Query = { ...params, ...query, "sente-x": 1, "sente-packer": config.packer.name };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && value !== null) {
      url.searchParams.append(name, String(value));
    }
  }
  return url.href.replace(/^ws/, "http");
}

/**
 * Returns the class of WebSockets.
 *
 * @throws TypeError if the platform has none and the app gave none.
 */
export function requireWebSocket({ webSocket }: TransportConfig): WebSocketConstructor {
  if (!webSocket) {
    throw new TypeError("This platform has no WebSocket: set the option webSocket");
  }
  return webSocket;
}

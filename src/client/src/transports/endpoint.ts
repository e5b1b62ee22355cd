import type { Query } from "../protocol/session.js";
import type { ValueOrProvider, TransportConfig, WebSocketConstructor } from "./config.js";

/** What a connection is made with, asked for anew at every attempt. */
export interface Credentials {
  readonly csrfToken: string | null;
  readonly params: Query;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks the app for what a connection is made with. */
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
 * The endpoint's URL, by http or https, with a query. The app's parameters stand first; our own all begin with `sente-`, so that a server
 * that doesn't know them can leave them alone. Throws TypeError where the URL is relative to nothing.
 */
export function endpointUrl(config: TransportConfig, params: Query, query: Query): string {
  // As for every other relative URL of a page, its `<base href>` counts; workers have a location only.
  const { document, location } = globalThis as Partial<Pick<typeof globalThis, "document" | "location">>;
  const url = new URL(config.url, document?.baseURI ?? location?.href);
  const all: Query = { ...params, ...query, "sente-x": 1, "sente-packer": config.packer.name };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && value !== null) url.searchParams.append(name, String(value));
  }
  return url.href.replace(/^ws/, "http");
}

/** What makes WebSockets. Throws TypeError where there is nothing to. */
export function requireWebSocket({ webSocket }: TransportConfig): WebSocketConstructor {
  if (!webSocket) throw new TypeError("There is no WebSocket here: give the option webSocket");
  return webSocket;
}

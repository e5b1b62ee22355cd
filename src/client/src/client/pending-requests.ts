import type { ReplyError } from "../protocol/extension.js";
import { isUnreadable } from "../protocol/messages.js";
import { asError } from "../transports/errors.js";
import { createTimer } from "../transports/timer.js";
import type { SendResult } from "../transports/transport.js";
import { type FailureReason, SenteError, SenteReplyError } from "./errors.js";
import type { Config } from "./options.js";

/** Options of one request. */
export interface RequestOptions {
  /** How long to wait for the reply, in milliseconds; 10,000 by default. Infinity waits as long as the server and the connection. */
  readonly timeoutMs?: number;
  /** Rejects the request when it is aborted. The server may handle the request all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request. */
export type SendRequest = (event: unknown, callback: string) => SendResult;

/** The requests that wait for a reply. */
export interface PendingRequests {
  /** Sends a request and waits for its reply. It keeps the event, to send it again if the connection is resumed. */
  request(event: unknown, options: RequestOptions, send: SendRequest): Promise<unknown>;
  /** Settles a request with its reply. A reply to no pending request is ignored, also a second one. */
  settle(callback: string, value: unknown, error?: ReplyError): void;
  /** Rejects a request. */
  fail(callback: string, reason: FailureReason, message: string, cause?: unknown): void;
  /**
   * Rejects the requests whose replies were to come by the connection, because it is lost.
   *
   * @param permanent - whether to reject all the others too: those that wait to be sent, and those that have a POST of their own.
   */
  failAll(permanent: boolean): void;
  /** Sends a request that has waited for the first connection. If `send` throws, the request is rejected with that error. */
  resend(callback: string, send: SendRequest): void;
  /** Sends the requests again that were sent on a connection, because it was resumed. The server recognizes repeated ones. */
  resendAll(send: SendRequest): void;
}

interface Entry {
  readonly event: unknown;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cleanUp: () => void;
  /** Aborts the request's own POST, or removes the request from those that wait; undefined if the reply comes by the connection. */
  abort?: () => void;
}

const failureNames = ["chsk/closed", "chsk/timeout", "chsk/error"];

export function createPendingRequests({ platform, packer }: Config): PendingRequests {
  const entries = new Map<string, Entry>();
  // A server that remembers callbacks must not take a request of this page for one of another page with the same client-id.
  const prefix = platform.random().toString(36).slice(2, 6) + "-";
  let count = 0;

  const remove = (callback: string): Entry | undefined => {
    const entry = entries.get(callback);
    entries.delete(callback);
    entry?.cleanUp();
    return entry;
  };
  const fail: PendingRequests["fail"] = (callback, reason, message, cause) => {
    const entry = remove(callback);
    entry?.reject(new SenteError(reason, message, cause));
    entry?.abort?.();
  };
  const failClosed = (callback: string): void => {
    fail(callback, "chsk/closed", "The connection ended before the reply came");
  };
  const transmit = (callback: string, entry: Entry, send: SendRequest): void => {
    const sent = send(entry.event, callback);
    if (typeof sent === "function") {
      entry.abort = sent;
    } else if (!sent) {
      fail(callback, "chsk/closed", "There is no connection, or too many messages wait for the first one");
    }
  };
  const resend: PendingRequests["resend"] = (callback, send) => {
    const entry = entries.get(callback);
    if (!entry) {
      return;
    }
    delete entry.abort;
    try {
      transmit(callback, entry, send);
    } catch (error) {
      remove(callback);
      entry.reject(asError(error));
    }
  };

  return {
    request: (event, { timeoutMs = 10_000, signal }, send) =>
      new Promise((resolve, reject) => {
        const callback = prefix + (count++).toString(36);
        const timer = createTimer(platform);
        const abort = (): void => {
          fail(callback, "aborted", "The request was aborted", signal?.reason);
        };
        const cleanUp = (): void => {
          timer.stop();
          signal?.removeEventListener("abort", abort);
        };
        const entry: Entry = { event, resolve, reject, cleanUp };
        entries.set(callback, entry);
        if (signal?.aborted) {
          abort();
          return;
        }
        signal?.addEventListener("abort", abort);
        if (timeoutMs < Infinity) {
          timer.start(timeoutMs, () => {
            fail(callback, "chsk/timeout", `No reply came within ${timeoutMs} ms`);
          });
        }
        try {
          transmit(callback, entry, send);
        } catch (error) {
          remove(callback);
          throw error;
        }
      }),
    settle(callback, value, error) {
      if (isUnreadable(value)) {
        fail(callback, "chsk/error", value.error.message, value.error);
        return;
      }
      const name = packer.keywordName(value) ?? "";
      if (name === "chsk/error" && typeof error?.message === "string") {
        const code = typeof error.code === "string" ? error.code : undefined;
        remove(callback)?.reject(new SenteReplyError(error.message, code, error.data));
      } else if (failureNames.includes(name)) {
        fail(callback, name as FailureReason, "The server sent no reply");
      } else {
        remove(callback)?.resolve(value);
      }
    },
    fail,
    failAll(permanent) {
      for (const [callback, { abort }] of [...entries]) {
        if (permanent || !abort) {
          failClosed(callback);
        }
      }
    },
    resend,
    resendAll(send) {
      for (const [callback, { abort }] of [...entries]) {
        if (!abort) {
          resend(callback, send);
        }
      }
    },
  };
}

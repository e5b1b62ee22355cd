import type { Message } from "../formats/packer.js";
import { Unreadable } from "../formats/unreadable.js";

/**
 * What stands in the third element of a server's message: between it and our own client only, which asked for it and
 * takes it at its word. Unknown keys are ignored.
 */
export interface Extension {
  readonly session?: string;
  readonly n?: number;
  readonly b?: string;
  readonly "resumed?"?: boolean;
  readonly probe?: boolean;
  readonly replies?: readonly (readonly [callback: string, value: unknown, error?: ReplyError])[];
  readonly gap?: Gap;
  readonly window?: number;
  readonly error?: ReplyError;
}

/** Why a handler failed, beside the reply `:chsk/error`. */
export interface ReplyError {
  readonly message: string;
  readonly code?: string | null;
  readonly data?: unknown;
}

/** Pushed events that are lost: the server couldn't keep them for this client. */
export interface Gap {
  /** The number of the first event lost. */
  readonly from: number;
  /** The number of the last event lost. */
  readonly to: number;
}

/** The extension's element of a message, empty where there is none. */
export function extensionOf(message: Message): Extension {
  const extension = message[2] ?? {};
  return extension instanceof Unreadable ? {} : extension;
}

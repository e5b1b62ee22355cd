import type { Message } from "../formats/packer.js";
import { Unreadable } from "../formats/unreadable.js";

/**
 * The third element of a server's message ("The extension" in the protocol). Only a server that the client asked for it sends
 * one, so its types aren't checked, except that of `error`. Unknown keys are ignored.
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

/** The explanation of a failed reply, whose value is `:chsk/error`. */
export interface ReplyError {
  readonly message: string;
  readonly code?: string | null;
  readonly data?: unknown;
}

/** A gap in the pushed events: events that are lost because the server couldn't keep them for this client. */
export interface Gap {
  /** The number of the first lost event. */
  readonly from: number;
  /** The number of the last lost event. */
  readonly to: number;
}

/** Returns the extension of a message; an empty one if there is none, or none that can be read. */
export function extensionOf(message: Message): Extension {
  const extension = message[2] ?? {};
  return extension instanceof Unreadable ? {} : extension;
}

import type { State } from "../src/index.js";
import { element } from "./dom.js";

/** The phase of the connection, as the page shows it. */
export type Phase = "open" | "connecting" | "closed";

const transports = { auto: "not chosen yet", ws: "WebSocket", ajax: "Ajax polling" };

let state: State | undefined;

/** Shows the state of the connection. */
export function showStatus(next: State): void {
  state = next;
  element("status", HTMLElement).dataset.phase = phaseOf(next);
  element("status-uid", HTMLElement).textContent = next.open ? (next.uid ?? "anonymous") : "unknown";
  element("status-type", HTMLElement).textContent = transports[next.type];
  element("status-close", HTMLElement).textContent = next.lastClose
    ? `${next.lastClose.reason}, ${timeOf(next.lastClose.udt)}`
    : "never";
  showText();
}

/** Returns the phase of a state. */
export function phaseOf(shown: State): Phase {
  if (shown.open) {
    return "open";
  }
  return shown.udtNextReconnect || isConnecting(shown) ? "connecting" : "closed";
}

/** Updates the countdown to the next attempt. */
export function startClock(): void {
  setInterval(showText, 250);
}

function showText(): void {
  if (!state) {
    return;
  }
  element("status-text", HTMLElement).textContent = textOf(state);
}

function textOf(shown: State): string {
  if (shown.open) {
    return "connected";
  }
  if (shown.udtNextReconnect) {
    return `next try in ${Math.max(0, Math.ceil((shown.udtNextReconnect - Date.now()) / 1000))} s`;
  }
  return isConnecting(shown) ? "connecting…" : "disconnected";
}

/** Whether an attempt is under way: the connection is neither open nor waiting, and the app has not disconnected it. */
function isConnecting({ lastClose, type }: State): boolean {
  return type !== "auto" && lastClose?.reason !== "requested-disconnect";
}

function timeOf(udt: number): string {
  return new Date(udt).toTimeString().slice(0, 8);
}

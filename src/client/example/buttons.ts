import type { State } from "../src/index.js";
import { type Phase, phaseOf } from "./status.js";

/** Whether a button is enabled in a state of the connection, by its `data-needs`. */
const needs: Readonly<Record<string, (state: State, phase: Phase) => boolean>> = {
  open: (_, phase) => phase === "open",
  closed: (_, phase) => phase === "closed",
  wanted: (_, phase) => phase !== "closed",
  user: ({ uid }, phase) => phase === "open" && uid !== null,
};

let state: State | undefined;
let isLoggingIn = false;

/** Enables the buttons that work in this state of the connection, and disables the others. */
export function enableButtons(next: State | undefined): void {
  state = next;
  const isPossible = (need: string) => state && needs[need]?.(state, phaseOf(state));
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-needs]")) {
    button.disabled = !isPossible(button.dataset.needs ?? "");
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("#login button")) {
    button.disabled = isLoggingIn || (button.dataset.needs ? button.disabled : false);
  }
}

/** Disables the buttons of the login while one of their actions runs. */
export async function whileLoggingIn<T>(work: () => Promise<T>): Promise<T> {
  isLoggingIn = true;
  enableButtons(state);
  try {
    return await work();
  } finally {
    isLoggingIn = false;
    enableButtons(state);
  }
}

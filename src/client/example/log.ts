import { element, make } from "./dom.js";

/** The kind of a line. */
export type LogKind = "in" | "out" | "state" | "error" | "info" | "wire";

/** The sign at the beginning of the lines of each kind. */
export const marks: Readonly<Record<LogKind, string>> = {
  in: "←",
  out: "→",
  state: "●",
  error: "✕",
  info: "·",
  wire: "≈",
};
const maxLines = 1000;

const list = element("log", HTMLElement);
let last:
  { kind: LogKind; title: string; count: number; detail: HTMLElement; counter: HTMLElement } | undefined;

/** Adds a line. Consecutive lines of the same kind and title become one, with their number and the last detail. */
export function log(kind: LogKind, title: string, detail = ""): void {
  if (last?.kind === kind && last.title === title) {
    last.detail.textContent = detail;
    last.counter.textContent = `×${++last.count}`;
    return;
  }
  const line = make("li", "", "");
  line.dataset.kind = kind;
  const time = make("time", "", new Date().toTimeString().slice(0, 8));
  const text = make("span", "", title + " ");
  const more = make("span", "", detail);
  const counter = make("span", "count", "");
  text.append(more);
  line.append(time, make("span", "mark", marks[kind]), text, counter);
  last = { kind, title, count: 1, detail: more, counter };

  const following = list.scrollTop + list.clientHeight >= list.scrollHeight - 40;
  list.append(line);
  if (list.childElementCount > maxLines) {
    list.firstElementChild?.remove();
  }
  if (following) {
    list.scrollTop = list.scrollHeight;
  }
}

/** Empties the log. */
export function clearLog(): void {
  list.replaceChildren();
  last = undefined;
}

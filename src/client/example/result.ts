import { make } from "./dom.js";
import { type LogKind, log, marks } from "./log.js";

/** Tells what came of a press: to the log and, where the log is out of sight, beside what was pressed. */
export type Report = (kind: LogKind, title: string, detail?: string) => void;

let follower: Report | undefined;

/** The report of a press on one of the page's controls. What was shown of earlier presses goes. */
export function reportOf(control: Element): Report {
  const place = placeOf(control);
  follower = undefined;
  for (const earlier of document.querySelectorAll<HTMLElement>(".result")) earlier.hidden = true;
  return (kind, title, detail = "") => {
    log(kind, title, detail);
    show(place, kind, `${title} ${detail}`);
  };
}

/** Until the next press, what becomes of the connection is shown as the result of this one. */
export function followConnection(control: Element): void {
  const place = placeOf(control);
  follower = (kind, title, detail = "") => {
    show(place, kind, `${title} ${detail}`);
  };
}

/** Tells what became of the connection: to the log, and beside what was pressed to change it. */
export const reportConnection: Report = (kind, title, detail) => {
  log(kind, title, detail);
  follower?.(kind, title, detail);
};

/** The line below the row of the control; made at its first use. */
function placeOf(control: Element): HTMLElement {
  const row = control.closest(".row") ?? control;
  const next = row.nextElementSibling;
  if (next instanceof HTMLElement && next.classList.contains("result")) return next;
  const place = make("p", "result", "");
  place.setAttribute("role", "status");
  place.hidden = true;
  row.after(place);
  return place;
}

function show(place: HTMLElement, kind: LogKind, text: string): void {
  place.dataset.kind = kind;
  place.replaceChildren(make("span", "mark", marks[kind]), ` ${text}`);
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
}

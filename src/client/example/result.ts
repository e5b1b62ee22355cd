import { make } from "./dom.js";
import { type LogKind, log, marks } from "./log.js";

/** Reports the result of a press, to the log and, if the log is not visible, beside the control. */
export type Report = (kind: LogKind, title: string, detail?: string) => void;

let follower: Report | undefined;

/** Returns the report for a press on a control. Removes the results of earlier presses. */
export function reportOf(control: Element): Report {
  const place = placeOf(control);
  follower = undefined;
  for (const earlier of document.querySelectorAll<HTMLElement>(".result")) {
    earlier.hidden = true;
  }
  return (kind, title, detail = "") => {
    log(kind, title, detail);
    show(place, kind, `${title} ${detail}`);
  };
}

/** Shows events of the connection as the result of this press, until the next one. */
export function followConnection(control: Element): void {
  const place = placeOf(control);
  follower = (kind, title, detail = "") => {
    show(place, kind, `${title} ${detail}`);
  };
}

/** Reports an event of the connection, to the log and beside the control that changed the connection. */
export const reportConnection: Report = (kind, title, detail) => {
  log(kind, title, detail);
  follower?.(kind, title, detail);
};

/** Returns the line below the row of a control, which it creates at the first use. */
function placeOf(control: Element): HTMLElement {
  const row = control.closest(".row") ?? control;
  const next = row.nextElementSibling;
  if (next instanceof HTMLElement && next.classList.contains("result")) {
    return next;
  }
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

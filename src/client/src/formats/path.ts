/** Deeper is taken for a cycle. */
export const maxDepth = 512;

/** A step into a value: a property's name, an index, or `[key]` of a map. */
type Step = string | number | readonly unknown[];

/** Says a part of a message, found by one more step. */
export type Descend = <Part, Written>(step: Step, part: Part, write: (part: Part) => Written) => Written;

/** Throws the TypeError for what a format can't say, naming the path to it. */
export type Refuse = (what: string) => never;

/** Keeps the path to where a writer stands in a message. */
export function createPath(format: string): readonly [Descend, Refuse] {
  const path: Step[] = [];
  const refuse: Refuse = (what) => {
    const steps = path
      .slice(0, 12)
      .map((step) => (typeof step === "string" ? "." + step : `[${String(step)}]`));
    throw new TypeError(`${format} can't say ${what} (at ${steps.join("").replace("[0]", "event")})`);
  };
  return [
    (step, part, say) => {
      if (path.push(step) > maxDepth) refuse(`what is nested deeper than ${maxDepth} (a cycle?)`);
      const written = say(part);
      path.pop();
      return written;
    },
    refuse,
  ];
}

/** Refuses instances of classes. */
export function checkPlain(value: object, refuse: Refuse): void {
  const parent = Object.getPrototypeOf(value) as object | null;
  // Object.prototype, of whichever window or realm, has no parent itself.
  if (parent && Object.getPrototypeOf(parent)) {
    refuse(`an instance of ${parent.constructor.name}, use plain objects`);
  }
}

/** The number of levels to which values may be nested. A writer takes a deeper value for a cycle. */
export const maxDepth = 512;

/** A step into a value: the name of a property, an index, or `[key]` of a map. */
type Step = string | number | readonly unknown[];

/** Writes a part of a value. The step to it is part of the path meanwhile. */
export type Descend = <Part, Written>(step: Step, part: Part, write: (part: Part) => Written) => Written;

/** Throws a TypeError for a value that the format can't encode, with the path to it. */
export type Refuse = (what: string) => never;

/** Creates the path of a writer through a message, which its errors contain. */
export function createPath(format: string): readonly [Descend, Refuse] {
  const path: Step[] = [];
  const refuse: Refuse = (what) => {
    const steps = path
      .slice(0, 12)
      .map((step) => (typeof step === "string" ? "." + step : `[${String(step)}]`));
    throw new TypeError(`${format} can't encode ${what} (at ${steps.join("").replace("[0]", "event")})`);
  };
  return [
    (step, part, write) => {
      if (path.push(step) > maxDepth) {
        refuse(`a value nested deeper than ${maxDepth} (a cycle?)`);
      }
      const written = write(part);
      path.pop();
      return written;
    },
    refuse,
  ];
}

/** Refuses an object that is an instance of a class. */
export function checkPlain(value: object, refuse: Refuse): void {
  const parent = Object.getPrototypeOf(value) as object | null;
  // Only Object.prototype has no prototype itself. (That of another window is a different object, so it can't be compared.)
  if (parent && Object.getPrototypeOf(parent)) {
    refuse(`an instance of ${parent.constructor.name}, use plain objects`);
  }
}

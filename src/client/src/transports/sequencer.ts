/**
 * Makes a value and uses it. It does both at once if no earlier value is awaited and `make` returns no promise; then what `make`
 * throws goes to the caller. Later errors go to `fail`.
 */
export type Sequencer = <T>(
  make: () => T | Promise<T>,
  use: (made: T) => void,
  fail: (error: unknown) => void,
) => void;

/** Creates a sequencer, which uses values in the order of the calls, though some are promises (as of a packer that compresses). */
export function createSequencer(): Sequencer {
  let tail: Promise<void> | undefined;
  return (make, use, fail) => {
    const made = tail ? tail.then(make) : make();
    if (!(made instanceof Promise)) {
      use(made);
      return;
    }
    const own = made
      .then(use)
      .catch(fail)
      .finally(() => {
        if (tail === own) {
          tail = undefined;
        }
      });
    tail = own;
  };
}

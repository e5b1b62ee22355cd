/**
 * Makes one thing and uses it, at once where nothing is in the making and this isn't a promise either: then what `make`
 * throws reaches the caller. Later errors go to `fail`.
 */
export type Sequencer = <T>(
  make: () => T | Promise<T>,
  use: (made: T) => void,
  fail: (error: unknown) => void,
) => void;

/** For things that may take their time (a packer that compresses answers with promises): they are used in the order asked for. */
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
        if (tail === own) tail = undefined;
      });
    tail = own;
  };
}

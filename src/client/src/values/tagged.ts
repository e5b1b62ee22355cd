/** A tagged value: received with a tag for which the packer has no reader, or sent to a reader on the server. */
export class Tagged {
  /** The tag without the `#`: `my-app/money`. */
  readonly tag: string;
  /** The value that follows the tag. */
  readonly value: unknown;

  /**
   * @param tag - the tag without the `#`. A Clojure server needs a reader for it, because it refuses unknown tags.
   * @param value - any value that the packer can encode.
   */
  constructor(tag: string, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

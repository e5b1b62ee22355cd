/** A value under a tag that the packer has no reader for, or that the app writes for one on the server. */
export class Tagged {
  /** The tag's symbol without the `#`: `my-app/money`. */
  readonly tag: string;
  /** What stood behind the tag. */
  readonly value: unknown;

  /**
   * @param tag - without the `#`. Clojure's readers refuse tags without a reader: register one on the server.
   * @param value - any value that the packer can say.
   */
  constructor(tag: string, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

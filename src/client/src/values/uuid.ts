/** A UUID, kept apart from strings so that the server gets a UUID too. */
export class Uuid {
  /** The 36 characters, in lower case. */
  readonly text: string;

  /**
   * @param text - 36 characters in the usual form, of either case.
   * @throws SyntaxError where it isn't a UUID.
   */
  constructor(text: string) {
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) {
      throw new SyntaxError(`Expected a UUID, not ${JSON.stringify(text)}`);
    }
    this.text = text.toLowerCase();
  }

  /** As {@link Uuid.text}. */
  toString(): string {
    return this.text;
  }

  /** What plain JSON says of it. */
  toJSON(): string {
    return this.text;
  }
}

/** A UUID. A class of its own, so that the server receives a UUID and not a string. */
export class Uuid {
  /** The UUID in its usual form: 36 characters, in lower case. */
  readonly text: string;

  /**
   * @param text - the 36 characters of the usual form, in upper or lower case.
   * @throws SyntaxError for any other text.
   */
  constructor(text: string) {
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) {
      throw new SyntaxError(`Expected a UUID, not ${JSON.stringify(text)}`);
    }
    this.text = text.toLowerCase();
  }

  /** Returns {@link Uuid.text}. */
  toString(): string {
    return this.text;
  }

  /** Returns {@link Uuid.text}, as which `JSON.stringify` writes the UUID. */
  toJSON(): string {
    return this.text;
  }
}

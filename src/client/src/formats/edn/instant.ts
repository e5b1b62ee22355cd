/** Parses the text of `#inst`: from a bare year to nine digits of a second, of which a `Date` keeps three. */
export function parseInstant(text: string): Date | undefined {
  // A year has four characters; a month, day, hour, minute and second have three more each, with the separator before them.
  const match = /^((?:...){1,6}.)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [, given = "", fraction = ".", zone = "Z"] = match;
  const local = given + "0000-01-01T00:00:00".slice(given.length) + fraction.padEnd(4, "0").slice(0, 4);
  const date = new Date(local + zone);
  // For a day that doesn't exist (February 30), some engines return a later day, and others an invalid date.
  return Number.isNaN(date.getTime()) || new Date(local + "Z").toISOString() !== local + "Z"
    ? undefined
    : date;
}

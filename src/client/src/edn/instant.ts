/** Reads what `#inst` may hold, from a bare year to nine digits of a second (of which a `Date` keeps three). */
export function parseInstant(text: string): Date | undefined {
  // Year, month, day, hour, minute, second: each but the first is three characters more.
  const match = /^((?:...){1,6}.)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!match) return undefined;
  const [, given = "", fraction = ".", zone = "Z"] = match;
  const local = given + "0000-01-01T00:00:00".slice(given.length) + fraction.padEnd(4, "0").slice(0, 4);
  const date = new Date(local + zone);
  // Of days that don't exist (the 30th of February) some engines make another one, and some make none.
  return Number.isNaN(date.getTime()) || new Date(local + "Z").toISOString() !== local + "Z"
    ? undefined
    : date;
}

/** Writes an instant as every reader takes it: UTC, exactly three digits of a second. */
export function printInstant(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  // An invalid date has no year at all. Past these bounds the readers differ.
  return year >= 1 && year <= 9999 ? `#inst "${date.toISOString().slice(0, -1)}-00:00"` : undefined;
}

/** Reads what `#inst` may hold in EDN, from a bare year to nine digits of a second (of which a `Date` keeps three). */
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

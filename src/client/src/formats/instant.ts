/** Formats an instant as ISO 8601 in UTC, with exactly three digits of a second; undefined if a reader would refuse it. */
export function printInstant(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  // The year of an invalid date is NaN. Beyond these years the readers of Clojure, browsers and .NET differ.
  return year >= 1 && year <= 9999 ? date.toISOString() : undefined;
}

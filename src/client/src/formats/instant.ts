/** An instant in ISO form, UTC, with exactly three digits of a second; undefined where no reader would take it. */
export function printInstant(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  // An invalid date has no year at all. Past these bounds the readers differ.
  return year >= 1 && year <= 9999 ? date.toISOString() : undefined;
}

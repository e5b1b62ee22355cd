const instant =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?(?:Z|([+-])(\d\d):(\d\d))?$/;

/** Reads what `#inst` may hold, from a bare year to nine digits of a second (of which a `Date` keeps three). */
export function parseInstant(text: string): Date | undefined {
  const match = instant.exec(text);
  if (!match) return undefined;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = ""] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
  const time = Date.parse(iso);
  // Of dates that don't exist (the 30th of February) some engines make another one, and some make none.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) return undefined;
  const offset = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  return new Date(match[8] === "-" ? time + offset * 60_000 : time - offset * 60_000);
}

/** Writes an instant as every reader takes it: UTC, exactly three digits of a second. */
export function printInstant(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  // An invalid date has no year at all. Past these bounds the readers differ.
  return year >= 1 && year <= 9999 ? `#inst "${date.toISOString().slice(0, -1)}-00:00"` : undefined;
}

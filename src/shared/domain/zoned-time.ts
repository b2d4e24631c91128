/** Calendar and clock of a zone. Instants are integer microseconds UTC. */

const formats = new Map<string, Intl.DateTimeFormat>();

export interface LocalDate {
  year: number;
  /** From 1. */
  month: number;
  day: number;
}

export interface LocalTime extends LocalDate {
  hour: number;
  minute: number;
  second: number;
}

/** What calendar and clock in `zone` show at an instant. */
export function localTime(micros: number, zone: string): LocalTime {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const parts = new Map<string, number>();
  for (const { type, value } of format.formatToParts(new Date(Math.floor(micros / 1000))))
    parts.set(type, Number(value));
  const part = (name: string) => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** How far the clock in `zone` is ahead of UTC at an instant, in microseconds. */
export function offsetAt(micros: number, zone: string): number {
  const { year, month, day, hour, minute, second } = localTime(micros, zone);
  const shown = Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
  return shown - Math.floor(micros / 1_000_000) * 1_000_000;
}

/** `2026-11-15` */
export function dateText(micros: number, zone: string): string {
  const { year, month, day } = localTime(micros, zone);
  return `${String(year).padStart(4, '0')}-${digits(month)}-${digits(day)}`;
}

/** `2026-11-15 22:21:55 -06:00` */
export function zonedText(micros: number, zone: string): string {
  const { hour, minute, second } = localTime(micros, zone);
  const ahead = Math.round(offsetAt(micros, zone) / 60_000_000);
  const offset = `${ahead < 0 ? '-' : '+'}${digits(Math.floor(Math.abs(ahead) / 60))}:${digits(Math.abs(ahead) % 60)}`;
  return `${dateText(micros, zone)} ${digits(hour)}:${digits(minute)}:${digits(second)} ${offset}`;
}

function digits(number: number): string {
  return String(number).padStart(2, '0');
}

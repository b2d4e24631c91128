/** Instants come as integer microseconds UTC; screens show them in the practice's zone, with UTC on hover. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const kept = formats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options });
  formats.set(key, kept);
  return kept;
}

const date = (micros: number) => new Date(Math.floor(micros / 1000));

/** `10:21:55 PM` */
export function clockTime(micros: number, zone: string): string {
  return formatFor(zone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(date(micros));
}

/** `10:21 PM` */
export function hourAndMinute(micros: number, zone: string): string {
  return formatFor(zone, { hour: 'numeric', minute: '2-digit' }).format(date(micros));
}

/** `Sunday, November 15` */
export function dayName(micros: number, zone: string): string {
  return formatFor(zone, { weekday: 'long', month: 'long', day: 'numeric' }).format(date(micros));
}

/** `Friday` */
export function weekday(micros: number, zone: string): string {
  return formatFor(zone, { weekday: 'long' }).format(date(micros));
}

/** `Fri` */
export function shortWeekday(micros: number, zone: string): string {
  return formatFor(zone, { weekday: 'short' }).format(date(micros));
}

/** `Tue, Nov 17` */
export function shortDay(micros: number, zone: string): string {
  return formatFor(zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(date(micros));
}

/** `Tuesday, November 17, 2026` */
export function fullDay(micros: number, zone: string): string {
  return formatFor(zone, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }).format(
    date(micros),
  );
}

/** `Nov 17, 2026` */
export function shortDate(micros: number, zone: string): string {
  return formatFor(zone, { month: 'short', day: 'numeric', year: 'numeric' }).format(date(micros));
}

/** `Sun, Nov 15, 10:21:55 PM` */
export function dayAndTime(micros: number, zone: string): string {
  return formatFor(zone, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  }).format(date(micros));
}

/** `2026-11-16 04:21:55.000123 UTC` */
export function utcTime(micros: number): string {
  const seconds = date(micros).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${String(((micros % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')} UTC`;
}

/** `Central`: the zone as people in it say it. */
export function zoneName(zone: string, micros: number): string {
  const part = formatFor(zone, { timeZoneName: 'longGeneric' })
    .formatToParts(date(micros))
    .find(({ type }) => type === 'timeZoneName');
  return part?.value.replace(/ Time$/, '') ?? zone;
}

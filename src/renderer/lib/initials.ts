/** `Ruth Adeyemi` → `RA`; titles before a name and credentials after its comma are left out. */
export function initials(name: string): string {
  const words = name
    .replace(/,.*$/, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !/^(dr|mr|mrs|ms|prof)\.?$/i.test(word));
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words[words.length - 1] ?? '') : '';
  return ([...first][0] ?? '?').toUpperCase() + ([...last][0] ?? '').toUpperCase();
}

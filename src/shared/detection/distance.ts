const EARTH_KM = 6371;

export interface Position {
  /** Degrees, north and east positive. */
  latitude: number;
  longitude: number;
}

/** Kilometres along a great circle (haversine; a sphere is right within half a percent). */
export function kilometres(from: Position, to: Position): number {
  const [a, b] = [radians(from.latitude), radians(to.latitude)];
  const half =
    Math.sin((b - a) / 2) ** 2 +
    Math.cos(a) * Math.cos(b) * Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Now, in integer microseconds since the Unix epoch, UTC. Handed to whatever needs the time, so that tests own it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now() * 1000;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;

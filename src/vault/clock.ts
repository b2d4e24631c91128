/** Now, in integer microseconds since the Unix epoch, UTC. Handed to whatever needs the time, so that tests own it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now() * 1000;

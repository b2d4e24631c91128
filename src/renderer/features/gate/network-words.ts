import type { GateView } from '../../../shared/contract/bridge/gate';

export interface NetworkWords {
  /** False where the platform does not answer. */
  connected: boolean;
  words: string;
}

/** The state of the network at the gate. `online`: whether this computer has a network at all. */
export function networkWords(view: GateView | null, online: boolean): NetworkWords {
  const here = view?.address === null;
  switch (view?.platform) {
    case undefined:
      return { connected: true, words: 'Nothing of the record is open on this computer.' };
    case 'ready':
      return {
        connected: true,
        words: 'Connected to the platform. Nothing of the record is open on this computer.',
      };
    case 'starting':
      return {
        connected: true,
        words: here ? 'The platform on this computer is starting.' : 'Looking for the platform.',
      };
    case 'preparing':
      return { connected: true, words: 'The synthetic practice is being made on this computer.' };
    case 'unclaimed':
      return {
        connected: true,
        words: 'The platform on this computer answers. Nothing of the record is open.',
      };
    case 'none':
      return {
        connected: false,
        words:
          view.people.length === 0
            ? 'No platform is chosen on this computer yet.'
            : `No platform is chosen on this computer. ${offlineWords(view)}`,
      };
    case 'unreachable': {
      const missing =
        here || online ? 'The platform does not answer at the moment.' : 'No network at the moment.';
      return { connected: false, words: `${missing} ${offlineWords(view)}` };
    }
  }
}

function offlineWords(view: GateView | undefined | null): string {
  if (view == null || view.people.length === 0) return 'A first sign-in on this computer needs it.';
  return `You can unlock and work, up to ${leaseWords(view.leaseHours)} after its last answer; changes wait here until it is back.`;
}

/** `36 hours`, `3 days`: whole days are told as days from two on. */
export function leaseWords(hours: number): string {
  if (hours % 24 === 0 && hours >= 48) return `${hours / 24} days`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

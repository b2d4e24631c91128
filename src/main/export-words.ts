import { counted } from '../shared/domain/words';
import type { ExportWish } from './processes/vault';

interface Words {
  title: string;
  question: string;
  /** `path`: where it goes. */
  detail(path: string): string;
  button: string;
}

const nameOf = { trail: 'audit-trail', people: 'people', chart: 'audit-trail-figures' } as const;

const wholeOf = {
  trail: (lines: number) => `${counted(lines, 'event')} of the audit trail`,
  people: (lines: number) => `${counted(lines, 'line')} of the list of people`,
  chart: (lines: number) => `${counted(lines, 'line')} of figures about the audit trail`,
} as const;

const holds = {
  trail: 'It says who opened which chart and when: protected health information.',
  people: 'It says who works at the practice and how their accounts stand.',
  chart: 'It says how many events there were, and above them of whom, as they were narrowed.',
} as const;

/** The file's name before the person gives another: what it is and the practice's day, never of whom. */
export function exportName({ what, on }: Pick<ExportWish, 'what' | 'on'>): string {
  return `${nameOf[what]}-${on}.csv`;
}

/** What main's dialogs say of an export. */
export function exportWords({ what, lines }: Pick<ExportWish, 'what' | 'lines'>): Words {
  const whole = wholeOf[what](lines);
  return {
    title: `Export ${whole}`,
    question: `Export ${whole}?`,
    detail: (path) =>
      `The file is written to\n${path}\n\n${holds[what]} Wardkeeper does not encrypt it: whoever can open it can read it, ` +
      'and from then on it is yours to keep safe and to delete.\n\nThe export is recorded in the audit trail.',
    button: `Export ${counted(lines, what === 'trail' ? 'event' : 'line')}`,
  };
}

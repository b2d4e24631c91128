import type { Practice } from '../../shared/contract/platform/auth';
import { dateText, zonedText } from '../../shared/domain/zoned-time';
import { base64Text } from '../../shared/transparency/bytes';
import { parseCheckpointText } from '../../shared/transparency/checkpoint';
import type { Head } from '../store/heads';
import { csvLine } from './csv';

/** What a file says of itself before its table. Times are microseconds UTC. */
export interface Heading {
  practice: Practice;
  /** What is in it and how it was narrowed, as a sentence. */
  what: string;
  /** How many lines, of how many and in which order. */
  lines: string;
  /** What it was taken from. */
  source: string;
  by: string;
  workstation: string;
  at: number;
}

/** Some lines of two cells and an empty one. */
export function headingText({ practice, what, lines, source, by, workstation, at }: Heading): string {
  const rows: [string, string][] = [
    ['Practice', practice.name],
    ...(practice.synthetic ? [['Synthetic data', 'Everybody and everything in this file is made up.'] as [string, string]] : []),
    ['What', what],
    ['Lines', lines],
    ['Source', source],
    ['Exported', `${bothTimes(at, practice.timeZone)} by ${by} on ${workstation}`],
  ];
  return `${rows.map(csvLine).join('')}${csvLine([null])}`;
}

/** `2026-11-15 22:21:55 -06:00 (2026-11-16 04:21:55 UTC)` */
export function bothTimes(micros: number, zone: string): string {
  return `${zonedText(micros, zone)} (${utcText(micros)} UTC)`;
}

/** `2026-11-16 04:21:55` */
export function utcText(micros: number): string {
  return new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19).replace('T', ' ');
}

/** Which signed head the lines of a trail of `size` events are covered by, in words. */
export function headWords(head: Head | null, size: number, zone: string): string {
  const copy = `The copy on this computer, as it stood with ${figure(size)} events`;
  if (head === null) return `${copy}. No signed head of the platform has been compared with it yet.`;
  const { checkpoint, verifiedAt } = head;
  const signed = parseCheckpointText(checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1));
  const root = signed.ok ? `, root ${base64Text(signed.value.root)}` : '';
  const compared = `compared on ${bothTimes(verifiedAt, zone)} with the platform’s signed head of ${figure(head.size)} events${root}`;
  return head.size >= size
    ? `${copy}; it was ${compared}.`
    : `${copy}; the first ${figure(head.size)} of them were ${compared}.`;
}

/** The practice's day, for the name of the file. */
export function dayOf(at: number, { timeZone }: Practice): string {
  return dateText(at, timeZone);
}

export function figure(count: number): string {
  return count.toLocaleString('en-US');
}

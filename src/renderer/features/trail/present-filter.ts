import type { TrailFilter } from '../../../shared/domain/trail-filter';
import { datePhrase, instantsOf, type CalendarDay } from './dates';

/** A filter as it is meant on the day `today` in `zone`: what was said relative to a day moves with it. */
export function presentFilter(filter: TrailFilter, today: CalendarDay, zone: string): TrailFilter {
  if (filter.span === undefined) return filter;
  const { from: _from, until: _until, span, ...rest } = filter;
  const words = span.split(' ');
  const read = datePhrase(words, 0, today);
  // What is no phrase of this version stays as it was when it was kept.
  if (read === null || 'problem' in read || read.words !== words.length) return filter;
  return { ...rest, ...instantsOf(read.span, zone), span };
}

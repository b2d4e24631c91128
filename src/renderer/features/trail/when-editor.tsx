import { useState } from 'react';
import type { TrailFilter } from '../../../shared/domain/trail-filter';
import { startOfDay } from '../../lib/days';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { useToday } from './use-today';
import { calendarDay, instantsOf, plusDays, type CalendarDay } from './dates';
import { presentFilter } from './present-filter';

const spans = [
  'today',
  'yesterday',
  'this week',
  'last week',
  'this month',
  'last month',
  'last 90 days',
] as const;

/** A stretch of days: one of the usual ones, or from and to. */
export function WhenEditor({
  filter,
  zone,
  onChange,
  close,
}: {
  filter: TrailFilter;
  zone: string;
  onChange(change: TrailFilter): void;
  close(): void;
}) {
  const today = calendarDay(useToday(zone), zone);
  const [first, setFirst] = useState(() => dayText(filter.from, zone));
  const [last, setLast] = useState(() => (filter.until === undefined ? '' : dayText(filter.until - 1, zone)));
  const reversed = first !== '' && last !== '' && first > last;
  return (
    <div className="w-72">
      <div className="flex flex-wrap gap-1.5">
        {spans.map((span) => (
          <Button
            key={span}
            size="small"
            onClick={() => {
              onChange(presentFilter({ span }, today, zone));
              close();
            }}
          >
            {span.charAt(0).toUpperCase() + span.slice(1)}
          </Button>
        ))}
      </div>
      <form
        className="mt-4 grid grid-cols-2 gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (reversed) return;
          onChange(instantsOf({ first: dayOf(first), last: dayOf(last) }, zone));
          close();
        }}
      >
        <Field
          label="First day"
          type="date"
          value={first}
          onChange={(event) => setFirst(event.target.value)}
        />
        <Field
          label="Last day"
          type="date"
          value={last}
          problem={reversed ? 'It is before the first day.' : undefined}
          onChange={(event) => setLast(event.target.value)}
        />
        <p className="col-span-2 text-xs text-ink-3">
          Left empty, that side is open. {exactWords(filter, zone)}
        </p>
        <Button type="submit" disabled={reversed} className="col-span-2 justify-self-start">
          Show these days
        </Button>
      </form>
    </div>
  );
}

function exactWords({ from, until }: TrailFilter, zone: string): string {
  const isWhole = (at: number | undefined) => at === undefined || startOfDay(at, zone) === at;
  return isWhole(from) && isWhole(until) ? '' : 'At present a part of a day is shown.';
}

/** `2026-11-15`, as a date field has it. */
function dayText(micros: number | undefined, zone: string): string {
  if (micros === undefined) return '';
  const { year, month, day } = calendarDay(micros, zone);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function dayOf(text: string): CalendarDay | null {
  const [year, month, day] = text.split('-').map(Number);
  return year === undefined || month === undefined || day === undefined
    ? null
    : plusDays({ year, month, day }, 0);
}

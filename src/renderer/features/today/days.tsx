import { localTime } from '../../../shared/domain/zoned-time';
import { startOfDay, startOfDate } from '../../lib/days';
import { useInside } from '../../lib/inside';
import { useNavigate } from '../../lib/navigate';
import { hourAndMinute, shortDay } from '../../lib/time';
import { Section } from '../../ui/section';
import { Moment } from '../../ui/moment';

interface Day {
  from: number;
  events: number;
  accesses: number;
  people: number;
  failedSignIns: number;
  exports: number;
}

const head = 'h-[1.875rem] border-b border-line text-xs font-medium text-ink-3';
const figure = 'px-2 text-right tabular-nums';

/** The last days as a table that can be looked at as a chart: a bar beside each count. */
export function Days({ days, now }: { days: readonly Day[]; now: number }) {
  const { practice } = useInside();
  const zone = practice.timeZone;
  const { go } = useNavigate();
  const most = Math.max(1, ...days.map(({ accesses }) => accesses));
  const today = startOfDay(now, zone);

  return (
    <Section title="The last days" note="records of patients opened">
      <table className="w-full border-collapse">
        <thead>
          <tr className={head}>
            <th scope="col" className="text-left font-medium">
              Day
            </th>
            <th scope="col" className="w-[34%] px-2 text-left font-medium">
              Opened
            </th>
            <th scope="col" className={`${figure} font-medium`}>
              <span className="sr-only">Opened, in figures</span>
            </th>
            <th scope="col" className={`${figure} font-medium`}>
              People
            </th>
            <th scope="col" className={`${figure} font-medium`}>
              Exports
            </th>
            <th scope="col" className={`${figure} pr-0 font-medium`}>
              Failed sign-ins
            </th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map((day) => {
            const date = localTime(day.from, zone);
            const until = startOfDate({ ...date, day: date.day + 1 }, zone);
            return (
              <tr key={day.from} className="h-[1.6875rem] border-b border-line">
                <th scope="row" className="text-left font-normal whitespace-nowrap">
                  <button
                    type="button"
                    className="cursor-pointer underline decoration-dotted underline-offset-[3px]"
                    onClick={() => go('trail', { filter: { from: day.from, until } })}
                  >
                    {shortDay(day.from, zone)}
                  </button>
                  {day.from === today && (
                    <Moment at={now} className="text-ink-3">
                      {' '}
                      until {hourAndMinute(now, zone)}
                    </Moment>
                  )}
                </th>
                <td className="px-2">
                  <span
                    aria-hidden
                    className="block h-2.5 border border-line-strong bg-[var(--explained-bar)] forced-color-adjust-none"
                    style={{ width: `${(100 * day.accesses) / most}%`, opacity: day.accesses === 0 ? 0 : 1 }}
                  />
                </td>
                <td className={figure}>{day.accesses.toLocaleString('en-US')}</td>
                <td className={figure}>{day.people.toLocaleString('en-US')}</td>
                <td className={figure}>{day.exports.toLocaleString('en-US')}</td>
                <td className={`${figure} pr-0`}>{day.failedSignIns.toLocaleString('en-US')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

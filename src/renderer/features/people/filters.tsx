import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { screenFilter } from '../../lib/screen-filter';
import { FilterChip } from '../../ui/filter-chip';
import { RadioGroup } from '../../ui/radio-group';
import { Button } from '../../ui/button';
import { everybody, type PeopleFilter } from './people-filter';

interface Props {
  members: readonly WorkforceMember[];
  filter: PeopleFilter;
  onChange(filter: PeopleFilter): void;
}

interface Option {
  value: string;
  label: string;
}

const statuses: readonly Option[] = [
  { value: 'any', label: 'active, on leave or ended' },
  { value: 'active', label: 'active' },
  { value: 'on-leave', label: 'on leave' },
  { value: 'ended', label: 'ended' },
];
const factors: readonly Option[] = [
  { value: 'any', label: 'any' },
  { value: 'app', label: 'an app' },
  { value: 'none', label: 'none' },
  { value: 'reset', label: 'reset, not set up' },
];
const seen: readonly Option[] = [
  { value: 'any', label: 'any time' },
  { value: 'this-week', label: 'in the last 7 days' },
  { value: 'not-for-30-days', label: 'more than 30 days ago' },
  { value: 'never', label: 'never' },
];

/** The conditions, as a sentence one can change word by word. */
export function Filters({ members, filter, onChange }: Props) {
  const jobs = [...new Set(members.filter(({ service }) => !service).map(({ jobTitle }) => jobTitle))].sort();
  const jobOptions = ['anything but service', ...jobs, 'service', 'anything'].map((value) => ({
    value,
    label: value,
  }));
  const changed = JSON.stringify(filter) !== JSON.stringify(everybody);

  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-2 px-8 pb-3">
      <span className="text-ink-2">People with</span>
      <Part
        label="Job"
        options={jobOptions}
        value={filter.job}
        initial={everybody.job}
        onChange={(job) => onChange({ ...filter, job })}
      />
      <Part
        label="Account"
        options={statuses}
        value={filter.status}
        initial={everybody.status}
        onChange={(status) => onChange({ ...filter, status: status as PeopleFilter['status'] })}
      />
      <Part
        label="Second factor"
        options={factors}
        value={filter.secondFactor}
        initial={everybody.secondFactor}
        onChange={(factor) => onChange({ ...filter, secondFactor: factor as PeopleFilter['secondFactor'] })}
      />
      <Part
        label="Last seen"
        options={seen}
        value={filter.seen}
        initial={everybody.seen}
        onChange={(when) => onChange({ ...filter, seen: when as PeopleFilter['seen'] })}
      />
      <label className="ml-auto flex items-center gap-2 text-ink-2">
        Named
        <input
          type="search"
          {...screenFilter}
          className="h-7 w-40 rounded-control border border-line-strong bg-raised px-2 text-ink"
          value={filter.text}
          maxLength={100}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
        />
      </label>
      {changed && (
        <Button kind="quiet" className="h-7" onClick={() => onChange(everybody)}>
          Clear
        </Button>
      )}
    </div>
  );
}

function Part({
  label,
  options,
  value,
  initial,
  onChange,
}: {
  label: string;
  options: readonly Option[];
  value: string;
  initial: string;
  onChange(value: string): void;
}) {
  const shown = options.find((option) => option.value === value)?.label ?? value;
  return (
    <FilterChip name={label.toLowerCase()} value={shown} chosen={value !== initial}>
      <RadioGroup label={label} value={value} onChange={onChange} options={options} />
    </FilterChip>
  );
}

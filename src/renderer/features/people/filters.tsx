import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { screenFilter } from '../../lib/screen-filter';
import { FilterChip } from '../../ui/filter-chip';
import { RadioGroup } from '../../ui/radio-group';
import { Button } from '../../ui/button';
import { choiceWords, everybody, type PeopleFilter } from '../../../shared/domain/people-filter';

interface Props {
  members: readonly WorkforceMember[];
  filter: PeopleFilter;
  onChange(filter: PeopleFilter): void;
}

interface Option {
  value: string;
  label: string;
}

const optionsOf = (words: Readonly<Record<string, string>>): readonly Option[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const statuses = optionsOf(choiceWords.status);
const factors = optionsOf(choiceWords.secondFactor);
const seen = optionsOf(choiceWords.seen);

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

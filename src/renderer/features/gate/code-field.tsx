import { useId, type Ref } from 'react';
import { DIGITS, digitsOf } from './code-digits';

interface Props {
  value: string;
  onChange: (digits: string) => void;
  /** A line under the field. */
  note: string;
  ref?: Ref<HTMLInputElement>;
}

/** Six digits in two groups. One field, so that pasting, undoing and reading aloud work as everywhere. */
export function CodeField({ value, onChange, note, ref }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-[0.9375rem] leading-5 font-medium">
        Code from your authenticator app
      </label>
      <div className="relative h-14">
        <div aria-hidden className="code-cells pointer-events-none absolute inset-0 text-ink-3">
          {Array.from({ length: DIGITS }, (_, place) => (
            <span key={place} className="code-cell">
              {place >= value.length && '·'}
            </span>
          ))}
          <span className="code-dash" />
        </div>
        <input
          ref={ref}
          id={id}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          required
          aria-describedby={`${id}-note`}
          value={value}
          onChange={(event) => onChange(digitsOf(event.target.value))}
          className="code-input h-full w-full rounded-control border border-line-strong bg-transparent text-ink"
        />
      </div>
      <p id={`${id}-note`} className="mt-2 text-xs text-ink-3">
        {note}
      </p>
    </div>
  );
}

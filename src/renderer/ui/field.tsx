import { useId, type InputHTMLAttributes, type Ref } from 'react';

type Props = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  ref?: Ref<HTMLInputElement>;
  /** A line under the field. */
  note?: string | undefined;
  /** What is wrong with the value; takes the note's place. */
  problem?: string | undefined;
};

export function Field({ label, note, problem, className, ...rest }: Props) {
  const id = useId();
  const below = problem ?? note;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={problem !== undefined}
        aria-describedby={below === undefined ? undefined : `${id}-below`}
        className={`h-9 w-full rounded-control border bg-raised px-3 text-ink placeholder:text-ink-3 ${problem === undefined ? 'border-line-strong' : 'border-breach'}`}
        {...rest}
      />
      {below !== undefined && (
        <p
          id={`${id}-below`}
          className={`mt-1 text-xs ${problem === undefined ? 'text-ink-3' : 'text-breach'}`}
        >
          {below}
        </p>
      )}
    </div>
  );
}

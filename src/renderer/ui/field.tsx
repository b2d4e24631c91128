import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { useId, useState, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';

type Props = ComponentProps<'input'> & {
  label: string;
  /** Beside the label, quieter: "shown in the record". */
  remark?: string | undefined;
  /** A line under the field. */
  note?: string | undefined;
  /** What is wrong with the value; takes the note's place. */
  problem?: string | undefined;
  /** Stands inside the field, at its end. */
  end?: ReactNode;
};

export function Field({ label, remark, note, problem, end, className, ...rest }: Props) {
  const id = useId();
  const below = problem ?? note;
  const mark =
    end ?? (problem === undefined ? undefined : <Icon of={CircleAlert} className="mr-2 text-breach" />);
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
        {remark !== undefined && <span className="font-normal text-ink-3"> {remark}</span>}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={problem !== undefined}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
          className={cn(
            'h-9 w-full rounded-control border bg-raised px-3 text-ink placeholder:text-ink-3 disabled:bg-neutral-soft disabled:text-ink-3',
            problem === undefined ? 'border-line-strong' : 'border-breach',
            mark !== undefined && 'pr-10',
          )}
          {...rest}
        />
        {mark !== undefined && <div className="absolute inset-y-0 right-1 flex items-center">{mark}</div>}
      </div>
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

/**
 * A field whose text is shown only while its owner wants to see it. Its eye is a bare button: this field stands at
 * the gate, which is drawn before any library of overlays is read.
 */
export function PasswordField(props: Omit<Props, 'type' | 'end'>) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...props}
      type={shown ? 'text' : 'password'}
      end={
        <button
          type="button"
          aria-label={shown ? 'Hide what is typed' : 'Show what is typed'}
          title={shown ? 'Hide what is typed' : 'Show what is typed'}
          onClick={() => setShown(!shown)}
          className="grid size-7 cursor-pointer place-items-center rounded-control text-ink-2 hover:bg-neutral-soft"
        >
          <Icon of={shown ? EyeOff : Eye} />
        </button>
      }
    />
  );
}

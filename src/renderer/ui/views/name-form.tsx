import { useState, type FormEvent } from 'react';
import type { Refusal, Result } from '../../../shared/domain/result';
import { Button } from '../button';
import { Field } from '../field';

/** Asks for the name of a view. A name that is taken is said under the field, and `replace` then offers a way on. */
export function NameForm({
  label,
  initial,
  button,
  save,
  replace,
  onDone,
}: {
  label: string;
  initial: string;
  button: string;
  save(name: string): Promise<Result<unknown>>;
  replace?: (name: string) => Promise<Result<unknown>>;
  onDone(): void;
}) {
  const [name, setName] = useState(initial);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const isTaken = refusal?.code === 'conflict';

  async function finish(asked: Promise<Result<unknown>>) {
    const answer = await asked;
    if (answer.ok) onDone();
    else setRefusal(answer);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== '') void finish(save(name));
  }

  return (
    <form onSubmit={submit} className="p-2">
      <Field
        label={label}
        value={name}
        maxLength={60}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        problem={refusal === null ? undefined : `${refusal.message} ${refusal.hint}`}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setName(event.target.value);
          setRefusal(null);
        }}
      />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="submit" size="small" disabled={name.trim() === ''}>
          {button}
        </Button>
        {isTaken && replace !== undefined && (
          <Button size="small" onClick={() => void finish(replace(name))}>
            Replace that view
          </Button>
        )}
        <Button size="small" kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

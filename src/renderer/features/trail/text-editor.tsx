import { useState } from 'react';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';

/** A word or an address, looked for once it is whole. */
export function TextEditor({
  label,
  value,
  longest,
  note,
  onText,
  close,
}: {
  label: string;
  value: string;
  longest: number;
  note: string;
  onText(text: string): void;
  close(): void;
}) {
  const [text, setText] = useState(value);
  return (
    <form
      className="w-72"
      onSubmit={(event) => {
        event.preventDefault();
        onText(text.trim());
        close();
      }}
    >
      <Field
        label={label}
        value={text}
        maxLength={longest}
        note={note}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" className="mt-3">
        Look for it
      </Button>
    </form>
  );
}

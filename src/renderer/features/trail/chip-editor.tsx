import type { ReactNode } from 'react';
import { actions, categories, outcomes } from '../../../shared/domain/audit-event/vocabulary';
import { Checkbox } from '../../ui/checkbox';
import {
  actionWords,
  categoryWords,
  outcomeWords,
} from '../../../shared/domain/audit-event/vocabulary-words';
import type { EditorProps } from './editor-props';
import type { ChipPart } from '../../../shared/domain/trail-filter-words';
import { PatientsEditor, PeopleEditor } from './names-editor';
import { TextEditor } from './text-editor';
import { WhenEditor } from './when-editor';

/** What opens under a chip: the same part of the sentence by choosing in place of typing. */
export function ChipEditor({ part, ...props }: EditorProps & { part: ChipPart }): ReactNode {
  const { filter, onChange } = props;
  switch (part) {
    case 'who':
      return <PeopleEditor {...props} />;
    case 'whom':
      return <PatientsEditor {...props} />;
    case 'when':
      return <WhenEditor {...props} />;
    case 'did':
      return (
        <Choices
          all={actions}
          words={actionWords}
          chosen={filter.actions}
          onChange={(chosen) => onChange(chosen === undefined ? {} : { actions: chosen })}
        />
      );
    case 'kind':
      return (
        <Choices
          all={categories}
          words={categoryWords}
          chosen={filter.categories}
          onChange={(chosen) => onChange(chosen === undefined ? {} : { categories: chosen })}
        />
      );
    case 'outcome':
      return (
        <Choices
          all={outcomes}
          words={outcomeWords}
          chosen={filter.outcomes}
          onChange={(chosen) => onChange(chosen === undefined ? {} : { outcomes: chosen })}
        />
      );
    case 'address':
      return (
        <TextEditor
          {...props}
          label="Network address"
          value={filter.address ?? ''}
          longest={64}
          note="As the event has it: 10.20.0.14"
          onText={(address) => onChange(address === '' ? {} : { address })}
        />
      );
    case 'text':
      return (
        <TextEditor
          {...props}
          label="Words"
          value={filter.text ?? ''}
          longest={200}
          note="In reasons and notes, ids, names and verbs; capitals do not matter."
          onText={(text) => onChange(text === '' ? {} : { text })}
        />
      );
  }
}

function Choices<T extends string>({
  all,
  words,
  chosen = [],
  onChange,
}: {
  all: readonly T[];
  words: Readonly<Record<T, string>>;
  chosen?: readonly T[] | undefined;
  /** Undefined where none is chosen any more. */
  onChange(chosen: T[] | undefined): void;
}) {
  return (
    <div className="flex flex-col gap-2">
      {all.map((one) => (
        <Checkbox
          key={one}
          label={words[one]}
          checked={chosen.includes(one)}
          onChange={(checked) => {
            const next = all.filter((other) => (other === one ? checked : chosen.includes(other)));
            onChange(next.length === 0 ? undefined : next);
          }}
        />
      ))}
    </div>
  );
}

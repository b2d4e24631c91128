import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useCall } from '../../lib/use-call';
import { Checkbox } from '../../ui/checkbox';
import { Field } from '../../ui/field';
import type { EditorProps } from './editor-props';

const MOST = 50;

/** People of the practice, the ones chosen first. */
export function PeopleEditor({ filter, people, onChange }: EditorProps) {
  const [text, setText] = useState('');
  const [first] = useState(filter.who ?? []);
  const chosen = filter.who ?? [];
  const sought = text.trim().toLowerCase();
  const listed = [
    ...people.filter(({ userId }) => first.includes(userId)),
    ...people.filter(({ userId }) => !first.includes(userId)),
  ].filter(({ displayName, jobTitle }) => `${displayName} ${jobTitle}`.toLowerCase().includes(sought));
  return (
    <Chooser text={text} onText={setText} label="Name or job" none="Nobody here is called so.">
      {listed.map(({ userId, displayName, jobTitle }) => (
        <Checkbox
          key={userId}
          label={
            <>
              {displayName} <span className="text-ink-3">{jobTitle}</span>
            </>
          }
          checked={chosen.includes(userId)}
          disabled={!chosen.includes(userId) && chosen.length >= MOST}
          onChange={(checked) => {
            const who = checked ? [...chosen, userId] : chosen.filter((one) => one !== userId);
            onChange(who.length === 0 ? {} : { who });
          }}
        />
      ))}
    </Chooser>
  );
}

/** Patients by the beginning of their pseudonym. */
export function PatientsEditor({ filter, onChange, onPatient, patientName }: EditorProps) {
  const [text, setText] = useState('');
  const chosen = filter.patients ?? [];
  const [first] = useState(chosen);
  const found = useCall('patients.find', { text: text.trim(), limit: 20 });
  const others = (found.value?.patients ?? []).filter(({ patientId }) => !first.includes(patientId));
  return (
    <Chooser text={text} onText={setText} label="Pseudonym" none="No patient’s pseudonym begins so.">
      {[...first.map((patientId) => ({ patientId, pseudonym: patientName(patientId) })), ...others].map(
        (patient) => (
          <Checkbox
            key={patient.patientId}
            label={patient.pseudonym ?? patient.patientId}
            checked={chosen.includes(patient.patientId)}
            disabled={!chosen.includes(patient.patientId) && chosen.length >= MOST}
            onChange={(checked) => {
              onPatient(patient);
              const patients = checked
                ? [...chosen, patient.patientId]
                : chosen.filter((one) => one !== patient.patientId);
              onChange(patients.length === 0 ? {} : { patients });
            }}
          />
        ),
      )}
    </Chooser>
  );
}

function Chooser({
  label,
  text,
  none,
  onText,
  children,
}: {
  label: string;
  text: string;
  none: string;
  onText(text: string): void;
  children: ReactNode[] | ReactNode;
}) {
  // The list's own keys are not for whoever is typing.
  const keep = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Tab') event.stopPropagation();
  };
  return (
    <div className="w-72">
      <Field
        label={label}
        value={text}
        maxLength={64}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={keep}
      />
      <div className="mt-3 flex max-h-64 flex-col gap-2 overflow-auto p-0.5">
        {children}
        {Array.isArray(children) && children.length === 0 && <p className="text-ink-3">{none}</p>}
      </div>
    </div>
  );
}

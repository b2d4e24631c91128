import type { Practice } from '../../../shared/contract/platform/auth';
import { SyntheticData } from '../../ui/synthetic';
import { licences } from './licences';

export function About({ version, practice }: { version: string; practice: Practice }) {
  return (
    <>
      <p className="border-b border-line py-3">
        Wardkeeper {version}, under the Apache License 2.0. It runs in Electron, which brings Chromium and
        Node.js.
      </p>
      {practice.synthetic && (
        <div className="border-b border-line py-3">
          <p className="mb-1 flex items-center gap-3 font-medium">
            What is synthetic <SyntheticData />
          </p>
          <p className="text-ink-2">
            {practice.name} does not exist. Its people, patients, appointments and every line of its record
            are made up by a program on this computer; a name like one you know is chance. What you do here
            yourself is recorded in it truly.
          </p>
        </div>
      )}
      <details className="border-b border-line py-3">
        <summary className="w-fit cursor-pointer font-medium">
          What it is built of, and under which licenses
        </summary>
        <dl className="mt-2">
          {Object.entries(licences).map(([licence, names]) => (
            <div key={licence} className="flex flex-wrap gap-x-6 py-1.5">
              <dt className="w-24 shrink-0 text-ink-3">{licence}</dt>
              <dd className="min-w-0 flex-1 basis-80">{names.join(', ')}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

import { useRef, type ReactNode } from 'react';
import type { SettingsView } from '../../../shared/contract/bridge/settings';
import { useInside } from '../../lib/inside';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Loading } from '../../ui/loading';
import { OfflineNote } from '../../ui/offline-note';
import { PageHeader } from '../../ui/page-header';
import { Section } from '../../ui/section';
import { About } from './about';
import { Appearance } from './appearance';
import { Locking } from './locking';
import { RecoveryPhrase } from './recovery-phrase';
import { SecondFactor } from './second-factor';
import { useSettings, type SettingsInUse } from './use-settings';
import { Workstation } from './workstation';

/** How one's console looks, when it locks, what this computer is, and the keys to what it keeps. */
export function Settings() {
  const settings = useSettings();
  const { view, refusal, reload } = settings;
  return (
    <section className="flex h-full min-h-0 flex-col">
      <PageHeader title="Settings" note="Yours, on this computer" />
      <div className="min-h-0 flex-1 overflow-auto border-t border-line">
        {refusal !== undefined && (
          <div aria-live="polite" className="max-w-[62rem] px-8 pt-5 max-md:px-4">
            <Failure refusal={refusal}>
              {view === undefined && <Button onClick={reload}>Try again</Button>}
            </Failure>
          </div>
        )}
        {view !== undefined && <Sections settings={settings} view={view} />}
        {view === undefined && refusal === undefined && <Loading label="Reading your settings." />}
      </div>
    </section>
  );
}

interface Part {
  title: string;
  content: ReactNode;
}

function Sections({ settings, view }: { settings: SettingsInUse; view: SettingsView }) {
  const { practice, offline } = useInside();
  const places = useRef(new Map<string, HTMLElement>());
  const { preferences } = view;
  const parts: Part[] = [
    { title: 'Appearance', content: <Appearance preferences={preferences} change={settings.change} /> },
    { title: 'Locking', content: <Locking preferences={preferences} change={settings.change} /> },
    { title: 'This workstation', content: <Workstation view={view} /> },
    {
      title: 'Keys',
      content: (
        <>
          <RecoveryPhrase madeAt={view.recoveryPhraseAt} zone={practice.timeZone} onMade={settings.reload} />
          <SecondFactor on={view.secondFactor} offline={offline} onEnabled={settings.reload} />
        </>
      ),
    },
    { title: 'About', content: <About version={view.version} practice={practice} /> },
  ];

  return (
    <div className="flex gap-11 px-8 py-5 max-md:px-4">
      <nav aria-label="Settings" className="sticky top-5 h-fit w-36 shrink-0 max-lg:hidden">
        {parts.map(({ title }) => (
          <button
            key={title}
            type="button"
            className="block h-8 w-full cursor-pointer rounded-control px-2.5 text-left text-ink-2 hover:bg-neutral-soft"
            onClick={() => {
              const place = places.current.get(title);
              place?.scrollIntoView({ block: 'start' });
              place?.focus({ preventScroll: true });
            }}
          >
            {title}
          </button>
        ))}
      </nav>
      <div className="flex max-w-[44rem] min-w-0 flex-1 flex-col gap-8 pb-[40vh]">
        {offline && (
          <OfflineNote>
            You work offline. What you set here is kept; the second factor waits until you go online.
          </OfflineNote>
        )}
        {parts.map(({ title, content }) => (
          <div
            key={title}
            tabIndex={-1}
            className="scroll-mt-5 outline-none"
            ref={(element) => {
              if (element !== null) places.current.set(title, element);
            }}
          >
            <Section title={title}>{content}</Section>
          </div>
        ))}
      </div>
    </div>
  );
}

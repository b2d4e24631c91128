import { Lock } from 'lucide-react';
import { useEffect } from 'react';
import type { Account, Practice } from '../../shared/contract/platform/auth';
import { Standing } from '../features/trail/standing';
import { useBridge } from '../lib/bridge-context';
import { initials } from '../lib/initials';
import { Button } from '../ui/button';
import { KeyCap } from '../ui/key-cap';
import { Mark } from '../ui/mark';
import { SyntheticData } from '../ui/synthetic';
import { useConsole } from './console-store';
import { routes, type RouteName } from './routes';

/** The console around a screen: window strip, navigation, sync and record in words. */
export function Shell({ account, practice }: { account: Account; practice: Practice }) {
  const bridge = useBridge();
  const { route, go } = useConsole();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'l') {
        event.preventDefault();
        void bridge.call('gate.lock', {});
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [bridge]);

  return (
    <div className="grid h-full grid-cols-[12.5rem_minmax(0,1fr)] grid-rows-[2.5rem_minmax(0,1fr)]">
      <header className="window-strip col-span-2 flex items-center gap-4 border-b border-line bg-page px-4">
        <span className="flex w-[11.5rem] items-center gap-2 font-semibold">
          <Mark /> Wardkeeper
        </span>
        <span className="font-medium">{practice.name}</span>
        {practice.synthetic && <SyntheticData />}
        {/* The operating system draws its window buttons in the last 9 rem of the strip. */}
        <span className="mr-36 ml-auto flex items-center gap-4">
          <Button kind="quiet" className="h-7" onClick={() => void bridge.call('gate.lock', {})}>
            <Lock aria-hidden className="size-4" strokeWidth={1.75} /> Lock <KeyCap>Ctrl L</KeyCap>
          </Button>
          <span className="flex items-center gap-2 font-medium">
            <span
              aria-hidden
              className="grid size-6 place-items-center rounded-full bg-neutral-soft text-[0.6875rem] text-ink-3"
            >
              {initials(account.displayName)}
            </span>
            {account.displayName}
          </span>
        </span>
      </header>
      <nav aria-label="Main" className="flex flex-col border-r border-line bg-rail p-2">
        {(Object.keys(routes) as RouteName[]).map((name) => {
          const { title, icon: Icon } = routes[name];
          const here = name === route;
          return (
            <button
              key={name}
              type="button"
              aria-current={here ? 'page' : undefined}
              onClick={() => go(name)}
              className={`mb-px flex h-8 cursor-pointer items-center gap-3 rounded-control border-l-2 px-2.5 text-left font-medium ${here ? 'border-act bg-raised text-ink' : 'border-transparent text-ink-2 hover:bg-neutral-soft'}`}
            >
              <Icon aria-hidden className="size-4" strokeWidth={1.75} /> {title}
            </button>
          );
        })}
        <Standing practice={practice} />
      </nav>
      <main className="min-h-0 min-w-0">{routes[route].screen({ account, practice })}</main>
    </div>
  );
}

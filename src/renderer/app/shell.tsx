import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Entered } from '../features/gate/entered';
import { useBridge } from '../lib/bridge-context';
import { InsideContext, type Inside } from '../lib/inside';
import { NavigateContext } from '../lib/navigate';
import { PreferencesContext } from '../lib/preferences';
import { canExportScreen, hasScreenViews } from '../lib/screen-acts';
import { hasScreenFilter } from '../lib/screen-filter';
import { useCall } from '../lib/use-call';
import { Toasts } from '../ui/toast';
import type { Around } from './actions/action';
import { allActions } from './actions/all-actions';
import { AroundContext } from './actions/around';
import { useShortcuts } from './actions/use-shortcuts';
import { useConsole } from './console-store';
import { GoOnline } from './go-online';
import type { Place } from './history';
import { LockingSoon } from './locking-soon';
import { Navigation } from './navigation';
import { OfflineBanner } from './offline-banner';
import { Palette } from './palette/palette';
import { screenOf } from './routes';
import { ShortcutSheet } from './shortcut-sheet';
import { usePreferencesOfPerson } from './use-preferences-of-person';
import { WindowStrip } from './window-strip';
import { WithExport } from './with-export';

/** The console around a screen: window strip, navigation, sync and record in words, and what lies over it. */
export function Shell({ entered }: { entered: Entered }) {
  const bridge = useBridge();
  const { history, overlay, show, navigate } = useConsole();
  const preferences = usePreferencesOfPerson();
  const sync = useCall('sync.look', {}, { refreshOn: ['sync.changed'] }).value;
  const { value: who, reload: askWho } = useCall('session.whoAmI', {});

  // The platform's session may end, or begin, while somebody works.
  const phase = sync?.phase;
  useEffect(() => {
    if (phase !== undefined) askWho();
  }, [phase, askWho]);

  const inside = useMemo<Inside>(
    () => ({
      account: who?.account ?? entered.account,
      practice: who?.practice ?? entered.practice,
      offline: who?.offline ?? entered.offline,
      permissions: who?.permissions ?? null,
    }),
    [entered, who],
  );
  const { offline } = inside;
  const around = useMemo<Around>(
    () => ({
      bridge,
      navigate,
      history,
      offline,
      sync,
      preferences,
      show,
      hasFilter: hasScreenFilter,
      canExport: canExportScreen,
      hasViews: hasScreenViews,
    }),
    [bridge, navigate, history, offline, sync, preferences, show],
  );
  useShortcuts(allActions, around);
  const close = useCallback(() => show(null), [show]);

  return (
    <InsideContext value={inside}>
      <NavigateContext value={navigate}>
        <PreferencesContext value={preferences}>
          <AroundContext value={around}>
            <Toasts>
              <WithExport>
                {(exportLine) => (
                  <div className="grid h-full grid-cols-[12.5rem_minmax(0,1fr)] grid-rows-[2.5rem_minmax(0,1fr)] max-md:grid-cols-[2.75rem_minmax(0,1fr)]">
                    <WindowStrip />
                    <Navigation />
                    {/* On a small window or with large text the screen keeps its height and is scrolled. */}
                    <main className="grid min-h-0 min-w-0 grid-rows-[auto_minmax(26rem,1fr)] overflow-auto">
                      <div>
                        {offline && (
                          <OfflineBanner
                            zone={inside.practice.timeZone}
                            leaseUntil={who?.leaseUntil ?? null}
                          />
                        )}
                        {exportLine}
                      </div>
                      <Screen key={history.here.id} place={history.here} inside={inside} />
                    </main>
                  </div>
                )}
              </WithExport>
              {overlay === 'palette' && <Palette actions={allActions} />}
              {overlay === 'shortcuts' && <ShortcutSheet actions={allActions} />}
              {overlay === 'go-online' && <GoOnline onClosed={close} onOnline={askWho} />}
              <LockingSoon />
            </Toasts>
          </AroundContext>
        </PreferencesContext>
      </NavigateContext>
    </InsideContext>
  );
}

/** One place, drawn anew each time it is opened; its heading takes the focus, so that it is read out. */
function Screen({ place, inside }: { place: Place; inside: Inside }) {
  const ground = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A screen that put the focus somewhere itself knows better.
    if (ground.current?.contains(document.activeElement) === true) return;
    const heading = ground.current?.querySelector<HTMLElement>('h1');
    heading?.setAttribute('tabindex', '-1');
    (heading ?? ground.current)?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={ground} tabIndex={-1} className="min-h-0 min-w-0 outline-none">
      {screenOf(place, inside)}
    </div>
  );
}

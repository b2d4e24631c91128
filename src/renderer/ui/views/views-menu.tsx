import { Bookmark, ChevronDown } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { builtInViews, sameView, type ListView } from '../../../shared/domain/saved-view';
import { screenViews } from '../../lib/screen-acts';
import { useCall } from '../../lib/use-call';
import { Button } from '../button';
import { Icon } from '../icon';
import { Popover } from '../popover';
import { SaveView } from './save-view';
import { OwnView } from './own-view';
import { ViewButton } from './view-button';

/** The saved views of a screen: one click shows one; what is shown now can be saved as another. */
export function ViewsMenu<View extends ListView>({
  present,
  words,
  onApply,
}: {
  /** What is shown now. */
  present: View;
  /** A view in words, for the line under its name. */
  words(view: View): string;
  onApply(view: View): void;
}) {
  const { value, refusal } = useCall('views.list', {}, { refreshOn: ['views.changed'] });
  const isOurs = (view: ListView): view is View => view.screen === present.screen;
  const builtIn = builtInViews.flatMap(({ name, view }) => (isOurs(view) ? [{ name, view }] : []));
  const own = (value?.views ?? []).flatMap(({ viewId, name, view }) =>
    isOurs(view) ? [{ viewId, name, view }] : [],
  );
  const shown = [...own, ...builtIn].find(({ view }) => sameView(view, present));
  return (
    <Popover
      label="Saved views"
      align="end"
      className="w-80 p-2"
      trigger={
        <Button {...screenViews} kind="quiet" className="h-7 max-w-64 gap-1.5 px-2.5">
          <Icon of={Bookmark} small />
          <span className="truncate">{shown?.name ?? 'Saved views'}</span>
          <Icon of={ChevronDown} small className="text-ink-3" />
        </Button>
      }
    >
      {(close) => {
        const apply = (view: View) => {
          onApply(view);
          close();
        };
        return (
          <div role="toolbar" aria-label="Saved views" aria-orientation="vertical" onKeyDown={moveAmongViews}>
            {refusal !== undefined && (
              <p role="alert" className="px-2 py-1.5 text-breach">
                {refusal.message}
              </p>
            )}
            {own.length > 0 && (
              <ul aria-label="Your views" className="mb-1 border-b border-line pb-1">
                {own.map((one) => (
                  <li key={one.viewId}>
                    <OwnView
                      saved={one}
                      note={words(one.view)}
                      isShown={one === shown}
                      onApply={() => apply(one.view)}
                    />
                  </li>
                ))}
              </ul>
            )}
            <ul aria-label="Views that come with Wardkeeper" className="mb-1 border-b border-line pb-1">
              {builtIn.map((one) => (
                <li key={one.name}>
                  <ViewButton
                    name={one.name}
                    note={words(one.view)}
                    isShown={one === shown}
                    onApply={() => apply(one.view)}
                  />
                </li>
              ))}
            </ul>
            <SaveView view={present} note={words(present)} />
          </div>
        );
      }}
    </Popover>
  );
}

/** Arrow keys go from view to view; Tab reaches what is beside them. */
function moveAmongViews(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.target instanceof HTMLInputElement) return;
  const views = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-view]')];
  const here = views.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  views[Math.min(Math.max(here + step, 0), views.length - 1)]?.focus();
}

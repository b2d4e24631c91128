import { Command } from 'cmdk';
import { Bookmark, FileSearch, Hash, Search, TreeDeciduous, User, type LucideIcon } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { builtInViews, type ListView } from '../../../shared/domain/saved-view';
import { calendarDay } from '../../features/trail/dates';
import { presentFilter } from '../../features/trail/present-filter';
import { useInside } from '../../lib/inside';
import type { Navigate } from '../../lib/navigate';
import { useCall } from '../../lib/use-call';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { KeyCap } from '../../ui/key-cap';
import { actionGroups, isPossible, type Action } from '../actions/action';
import { useAround } from '../actions/around';
import { paletteAction } from '../actions/all-actions';
import { shortcutLabel } from '../actions/shortcut';
import { onMac } from '../on-mac';
import { routes } from '../routes';
import { findActions, findMembers, fits, markFound, typedSeq } from './palette-search';

const PEOPLE_SHOWN = 6;
const PATIENTS_SHOWN = 6;
const VIEWS_SHOWN = 6;
/** From this many letters on a pseudonym is looked for. */
const SHORTEST_PSEUDONYM = 2;

/** One field for everything that can be gone to or done. */
export function Palette({ actions }: { actions: readonly Action[] }) {
  const { show } = useAround();
  const before = useRef(document.activeElement);
  const chosen = useRef<(() => void) | null>(null);
  const choose = (act: () => void) => {
    chosen.current = act;
    show(null);
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && show(null)}>
      <Radix.Portal>
        <Radix.Overlay className="appears fixed inset-0 z-40 bg-(--scrim)" />
        <Radix.Content
          aria-describedby={undefined}
          // What was chosen may move the focus itself: it goes back first.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
            chosen.current?.();
          }}
          className="appears fixed top-[12vh] left-1/2 z-40 flex max-h-[76vh] w-[36rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-dialog bg-raised shadow-dialog"
        >
          <Radix.Title className="sr-only">{paletteAction.title}</Radix.Title>
          <Find actions={actions} choose={choose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Find({ actions, choose }: { actions: readonly Action[]; choose(act: () => void): void }) {
  const around = useAround();
  const { navigate } = around;
  const [query, setQuery] = useState('');
  const text = query.trim();
  const zone = useInside().practice.timeZone;
  const people = useCall('people.list', {});
  const saved = useCall('views.list', {});
  const patients = useCall(
    'patients.find',
    text.length < SHORTEST_PSEUDONYM ? null : { text: text.slice(0, 64), limit: PATIENTS_SHOWN },
  );
  const possible = actions.filter((action) => action !== paletteAction && isPossible(action, around));
  const foundActions = text === '' ? possible : findActions(text, possible);
  const members = findMembers(text, people.value?.members ?? [], PEOPLE_SHOWN);
  const found = (patients.value?.patients ?? []).filter(({ pseudonym }) => fits(text, pseudonym ?? ''));
  const seq = typedSeq(text);
  const views =
    text === ''
      ? []
      : [...(saved.value?.views ?? []), ...builtInViews]
          .filter(({ name }) => fits(text, name))
          .slice(0, VIEWS_SHOWN);
  const run = (act: () => void) => () => choose(act);
  const field = useRef<HTMLInputElement>(null);
  // cmdk goes on naming what was chosen before the letters came, which may be gone: who listens is told what is.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const chosen = field.current?.closest('[cmdk-root]')?.querySelector('[cmdk-item][aria-selected=true]');
      if (chosen != null) field.current?.setAttribute('aria-activedescendant', chosen.id);
    });
    return () => cancelAnimationFrame(frame);
  });

  return (
    <Command label={paletteAction.title} shouldFilter={false} loop className="flex min-h-0 flex-col">
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line px-4">
        <Icon of={Search} className="text-ink-2" />
        <Command.Input
          ref={field}
          value={query}
          onValueChange={setQuery}
          placeholder="A person, a patient, an event’s number, a command"
          className="h-full min-w-0 flex-1 bg-transparent text-[0.9375rem] outline-none placeholder:text-ink-3"
        />
        <KeyCap>Esc</KeyCap>
      </div>
      <Command.List className="min-h-0 overflow-auto p-1.5" label="Found">
        <Command.Empty className="px-3 py-4 text-ink-3">
          Nothing here is called so. Events can be searched by it in the audit trail.
        </Command.Empty>
        {members.length > 0 && (
          <Group heading="People">
            {members.map(({ userId, displayName, jobTitle }) => (
              <Item
                key={userId}
                value={`person ${userId}`}
                drawn={<Avatar name={displayName} />}
                note={jobTitle}
                onSelect={run(() => navigate.go('people', { personId: userId }))}
              >
                <Marked text={displayName} query={text} />
              </Item>
            ))}
          </Group>
        )}
        {found.length > 0 && (
          <Group heading="Patients">
            {found.map(({ patientId, pseudonym }) => (
              <Item
                key={patientId}
                value={`patient ${patientId}`}
                icon={TreeDeciduous}
                note="Who opened this chart"
                onSelect={run(() => navigate.go('trail', { filter: { patients: [patientId] } }))}
              >
                <Marked text={pseudonym ?? ''} query={text} />
              </Item>
            ))}
          </Group>
        )}
        {views.length > 0 && (
          <Group heading="Saved views">
            {views.map(({ name, view }) => (
              <Item
                key={`${view.screen} ${name}`}
                value={`view ${view.screen} ${name}`}
                icon={Bookmark}
                note={routes[view.screen].title}
                onSelect={run(() => showView(view, navigate, zone))}
              >
                <Marked text={name} query={text} />
              </Item>
            ))}
          </Group>
        )}
        {actionGroups.map((group) => {
          const inGroup = foundActions.filter((action) => action.group === group);
          return (
            inGroup.length > 0 && (
              <Group key={group} heading={group}>
                {inGroup.map((action) => (
                  <Item
                    key={action.id}
                    value={action.id}
                    icon={action.icon}
                    keys={action.shortcut}
                    onSelect={run(() => action.run(around))}
                  >
                    <Marked text={action.title} query={text} />
                  </Item>
                ))}
              </Group>
            )
          );
        })}
        {text !== '' && (
          <Group heading="In the audit trail">
            {seq !== null && (
              <Item value="event" icon={Hash} onSelect={run(() => navigate.go('trail', { seq }))}>
                Event {seq.toLocaleString('en-US')}
              </Item>
            )}
            {members.slice(0, 1).map(({ userId, displayName }) => (
              <Item
                key={userId}
                value={`did ${userId}`}
                icon={User}
                onSelect={run(() => navigate.go('trail', { filter: { who: [userId] } }))}
              >
                What {displayName} did
              </Item>
            ))}
            <Item
              value="text"
              icon={FileSearch}
              onSelect={run(() => navigate.go('trail', { filter: { text: text.slice(0, 200) } }))}
            >
              Events with “{text}” in them
            </Item>
          </Group>
        )}
      </Command.List>
      <div className="flex shrink-0 items-center gap-4 border-t border-line px-4 py-2 text-xs text-ink-3">
        <span className="flex items-center gap-1.5">
          <KeyCap>↑</KeyCap>
          <KeyCap>↓</KeyCap> move
        </span>
        <span className="flex items-center gap-1.5">
          <KeyCap>Enter</KeyCap> open
        </span>
      </div>
    </Command>
  );
}

/** Opens the screen of a view as it is meant today. */
function showView(view: ListView, navigate: Navigate, zone: string): void {
  if (view.screen === 'people') {
    navigate.go('people', { view });
    return;
  }
  const today = calendarDay(Date.now() * 1000, zone);
  navigate.go('trail', { filter: presentFilter(view.filter, today, zone) });
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="py-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  icon,
  drawn,
  note,
  keys,
  onSelect,
  children,
}: {
  value: string;
  icon?: LucideIcon;
  drawn?: ReactNode;
  note?: string;
  keys?: string | undefined;
  onSelect(): void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-2.5 data-[selected=true]:bg-act-soft"
    >
      <span className="grid size-6 shrink-0 place-items-center text-ink-2">
        {drawn ?? (icon !== undefined && <Icon of={icon} />)}
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {note !== undefined && <span className="shrink-0 text-xs text-ink-3">{note}</span>}
      {keys !== undefined && <KeyCap>{shortcutLabel(keys, onMac)}</KeyCap>}
    </Command.Item>
  );
}

function Marked({ text, query }: { text: string; query: string }) {
  return markFound(text, query).map((part, place) =>
    part.marked ? (
      <strong key={place} className="font-semibold">
        {part.text}
      </strong>
    ) : (
      part.text
    ),
  );
}

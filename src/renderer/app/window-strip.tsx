import { Lock, Search } from 'lucide-react';
import { roleByCode } from '../../shared/domain/roles';
import { useInside } from '../lib/inside';
import { Avatar } from '../ui/avatar';
import { Button } from '../ui/button';
import { cn } from '../ui/cn';
import { Icon } from '../ui/icon';
import { KeyCap } from '../ui/key-cap';
import { Mark } from '../ui/mark';
import { Menu } from '../ui/menu';
import { SyntheticData } from '../ui/synthetic';
import type { Action } from './actions/action';
import {
  allActions,
  lockAction,
  paletteAction,
  shortcutsAction,
  switchPersonAction,
} from './actions/all-actions';
import { useAround } from './actions/around';
import { shortcutLabel } from './actions/shortcut';
import { onMac } from './on-mac';

const settingsAction = allActions.find(({ id }) => id === 'settings.open');

/** The window's own strip: whose practice this is, the field that finds everything, Lock, and who is in. */
export function WindowStrip() {
  const around = useAround();
  const { account, practice } = useInside();
  const inMenu = [settingsAction, shortcutsAction, switchPersonAction].filter(
    (action): action is Action => action !== undefined,
  );
  return (
    <header
      className={cn(
        'window-strip col-span-2 flex items-center gap-4 border-b border-line bg-page px-4 max-md:gap-2 max-md:px-2',
        // The operating system draws its buttons there.
        onMac ? 'pl-20' : 'pr-36 max-md:pr-20',
      )}
    >
      <span className="flex shrink-0 items-center gap-2 font-semibold md:w-[11.25rem]">
        <Mark /> <span className="max-md:hidden">Wardkeeper</span>
      </span>
      <span className="flex min-w-0 items-center gap-3">
        <span className="truncate font-medium" title={practice.name}>
          {practice.name}
        </span>
        {practice.synthetic && (
          <span className="shrink-0">
            <SyntheticData />
          </span>
        )}
      </span>
      <button
        type="button"
        onClick={() => paletteAction.run(around)}
        className="mx-auto flex h-7 min-w-7 flex-[0_100_23rem] cursor-pointer items-center gap-2.5 rounded-control border border-line-strong bg-raised px-2.5 text-ink-3 hover:bg-rail lg:min-w-40 max-lg:flex-[0_0_auto] max-lg:border-transparent max-lg:bg-transparent"
      >
        <Icon of={Search} className="text-ink-2" />
        <span className="truncate max-lg:sr-only">{paletteAction.title}</span>
        <span className="ml-auto flex max-lg:hidden">
          <KeyCap>{shortcutLabel(paletteAction.shortcut ?? '', onMac)}</KeyCap>
        </span>
      </button>
      <span className="flex shrink-0 items-center gap-1">
        <Button kind="quiet" className="h-7 max-md:px-1.5" onClick={() => lockAction.run(around)}>
          <Icon of={Lock} /> <span className="max-md:sr-only">Lock</span>
          <span className="flex max-lg:hidden">
            <KeyCap>{shortcutLabel(lockAction.shortcut ?? '', onMac)}</KeyCap>
          </span>
        </Button>
        <Menu
          trigger={
            <button
              type="button"
              className="flex h-7 cursor-pointer items-center gap-2 rounded-control px-2 font-medium hover:bg-neutral-soft data-[state=open]:bg-neutral-soft max-md:px-1"
            >
              <Avatar name={account.displayName} />
              <span className="max-w-48 truncate max-md:sr-only">{account.displayName}</span>
            </button>
          }
          header={
            <>
              <p className="font-semibold">{account.displayName}</p>
              <p className="text-xs text-ink-3">
                {roleByCode(account.role)?.title ?? account.role}, {account.userName}
              </p>
            </>
          }
          items={inMenu.map((action) => ({
            label: action.title,
            icon: action.icon,
            shortcut: action.shortcut === undefined ? undefined : shortcutLabel(action.shortcut, onMac),
            onSelect: () => action.run(around),
          }))}
        />
      </span>
    </header>
  );
}

import { Dialog } from '../ui/dialog';
import { KeyCap } from '../ui/key-cap';
import { actionGroups, type Action } from './actions/action';
import { useAround } from './actions/around';
import { shortcutLabel } from './actions/shortcut';
import { onMac } from './on-mac';

/** Keys of lists, the same on every screen that has one. */
const inLists: readonly [string[], string][] = [
  [['J', 'K'], 'Next line, line before'],
  [['Enter'], 'Open the line'],
  [['Esc'], 'Close what was opened'],
];

/** Every key that does something from anywhere. */
export function ShortcutSheet({ actions }: { actions: readonly Action[] }) {
  const { show } = useAround();
  const withKeys = actions.filter(({ shortcut }) => shortcut !== undefined);
  return (
    <Dialog open wide onOpenChange={(open) => !open && show(null)} title="Shortcuts">
      <div className="-mb-5 gap-x-8 sm:columns-2">
        {actionGroups.map((group) => {
          const lines = withKeys.filter((action) => action.group === group);
          return (
            lines.length > 0 && (
              <Lines
                key={group}
                title={group}
                lines={lines.map(({ title, shortcut = '' }) => [[shortcutLabel(shortcut, onMac)], title])}
              />
            )
          );
        })}
        <Lines title="In a list" lines={inLists} />
      </div>
    </Dialog>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly [string[], string][] }) {
  return (
    <div className="mb-5 break-inside-avoid">
      <h3 className="border-b border-line pb-1 text-sm font-semibold">{title}</h3>
      <dl>
        {lines.map(([keys, words]) => (
          <div key={words} className="flex items-center gap-3 border-b border-line py-1.5">
            <dt className="order-2 ml-auto flex shrink-0 gap-1 text-ink-2">
              {keys.map((key) => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

import { cn } from '../ui/cn';
import { Icon } from '../ui/icon';
import { useAround } from './actions/around';
import { routeNames, routes } from './routes';
import { SyncFoot } from './sync-foot';

/** Every screen by name, and at the foot how the copy on this computer stands. */
export function Navigation() {
  const { navigate, history } = useAround();
  return (
    <nav
      aria-label="Main"
      className="flex min-h-0 flex-col overflow-y-auto border-r border-line bg-rail p-2 max-md:p-1"
    >
      {routeNames.map((name, place) => {
        const { title, icon, apart = false } = routes[name];
        const here = name === history.here.name;
        return (
          <button
            key={name}
            type="button"
            title={title}
            aria-current={here ? 'page' : undefined}
            aria-keyshortcuts={`Control+${String(place + 1)}`}
            onClick={() => navigate.go(name)}
            className={cn(
              apart && 'mt-3',
              'mb-px flex h-8 shrink-0 cursor-pointer items-center gap-2 rounded-control border border-transparent px-2 text-left font-medium transition-colors duration-[80ms]',
              here
                ? 'border-line bg-raised text-ink shadow-[inset_2px_0_var(--act)]'
                : 'text-ink-2 hover:bg-neutral-soft',
            )}
          >
            <Icon of={icon} className={here ? 'text-act' : undefined} />
            <span className="truncate max-md:sr-only">{title}</span>
          </button>
        );
      })}
      <SyncFoot />
    </nav>
  );
}

import {
  BadgeCheck,
  CircleAlert,
  CircleDashed,
  CloudOff,
  Download,
  PauseCircle,
  RefreshCw,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { SyncView } from '../../shared/contract/bridge/sync';
import { useInside } from '../lib/inside';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { IconButton } from '../ui/icon-button';
import { Moment } from '../ui/moment';
import { Popover } from '../ui/popover';
import { TextLink } from '../ui/text-link';
import { isPossible } from './actions/action';
import { goOnlineAction, pauseAction, resumeAction, retryAction } from './actions/all-actions';
import { useAround } from './actions/around';
import { RecordCheck } from './record-check';
import { recordWords, syncWords, type Words } from './sync-words';
import { useNow } from './use-now';

const shapes: Readonly<Record<SyncView['phase'], readonly [LucideIcon, string]>> = {
  'up-to-date': [RefreshCw, 'text-proof'],
  receiving: [Download, 'text-act'],
  waiting: [CloudOff, 'text-caution'],
  paused: [PauseCircle, 'text-caution'],
  offline: [CloudOff, 'text-caution'],
  stopped: [CircleAlert, 'text-breach'],
};

/** How the copy on this computer stands, and what was checked of the record: always in sight. */
export function SyncFoot() {
  const around = useAround();
  const { practice } = useInside();
  const now = useNow();
  const { sync } = around;
  if (sync === undefined) return null;
  const [icon, colour] = shapes[sync.phase];
  const words = syncWords(sync, now, practice.timeZone, navigator.onLine);
  const checked = sync.verifiedAt !== null && sync.verifiedSize > 0;
  const press = [resumeAction, goOnlineAction, retryAction].find((action) => isPossible(action, around));
  return (
    <div className="mt-auto flex flex-col gap-3 border-t border-line pt-3 text-xs md:px-1.5 md:pb-1">
      <Line icon={icon} colour={colour} words={words} at={sync.heardAt} narrow={words.title}>
        {press !== undefined && (
          <Button size="small" className="mt-1.5" onClick={() => press.run(around)}>
            {press === resumeAction ? 'Resume' : press === retryAction ? 'Try now' : press.title}
          </Button>
        )}
        {isPossible(pauseAction, around) && (
          <span className="absolute -top-1 right-0">
            <IconButton
              icon={pauseAction.icon}
              label={pauseAction.title}
              className="size-6"
              onClick={() => pauseAction.run(around)}
            />
          </span>
        )}
      </Line>
      <Line
        icon={checked ? BadgeCheck : CircleDashed}
        colour={checked ? 'text-proof' : 'text-ink-3'}
        words={recordWords(sync, now, practice.timeZone)}
        at={sync.verifiedAt}
        narrow="The record"
      >
        <Popover
          label="How this was checked"
          reading
          side="right"
          align="end"
          className="w-[26rem]"
          trigger={<TextLink className="mt-0.5 text-left">How this was checked</TextLink>}
        >
          <RecordCheck sync={sync} zone={practice.timeZone} now={now} />
        </Popover>
      </Line>
    </div>
  );
}

/** Beside the navigation where there is room; behind its picture where there is none. */
function Line({
  icon,
  colour,
  words,
  at,
  narrow,
  children,
}: {
  icon: LucideIcon;
  colour: string;
  words: Words;
  /** The time that the words tell. */
  at: number | null;
  narrow: string;
  children: ReactNode;
}) {
  const text = (
    <div className="min-w-0 flex-1">
      {/* Only the state is read out when it changes: times and counts would never stop. */}
      <p role="status" className="font-semibold">
        <Moment at={at}>{words.title}</Moment>
      </p>
      <p className="text-ink-3">
        <Moment at={at}>{words.detail}</Moment>
      </p>
      {children}
    </div>
  );
  return (
    <>
      <div className="relative flex gap-2.5 max-md:hidden">
        <Icon of={icon} className={colour} />
        {text}
      </div>
      <div className="md:hidden">
        <Popover
          label={narrow}
          side="right"
          align="end"
          className="w-72 text-xs"
          trigger={
            <button
              type="button"
              aria-label={words.title}
              title={words.title}
              className="grid size-8 cursor-pointer place-items-center rounded-control hover:bg-neutral-soft"
            >
              <Icon of={icon} className={colour} />
            </button>
          }
        >
          <div className="relative">{text}</div>
        </Popover>
      </div>
    </>
  );
}

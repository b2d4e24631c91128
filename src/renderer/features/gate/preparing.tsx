import type { GateView } from '../../../shared/contract/bridge/gate';
import { Button } from '../../ui/button';
import { GateColumn } from './gate-column';
import { RefusalLine } from './refusal-line';

interface Props {
  view: GateView;
  /** Starts the platform of this program again. */
  onRetry: () => void;
  onOtherPlatform: () => void;
}

/** The platform inside this program starts and makes its practice; nothing needs to be done meanwhile. */
export function Preparing({ view, onRetry, onOtherPlatform }: Props) {
  if (view.platform === 'unreachable') {
    return (
      <GateColumn view={view} synthetic>
        <h1 className="mt-8 font-record text-2xl leading-8 font-semibold">
          The practice could not be prepared
        </h1>
        <RefusalLine
          refusal={
            view.problem ?? {
              ok: false,
              code: 'unreachable',
              message: 'The platform on this computer did not start.',
              hint: 'Start it again. What was made before is kept.',
            }
          }
        />
        <p className="mt-5 flex items-center gap-3">
          <Button kind="primary" autoFocus onClick={onRetry}>
            Start again
          </Button>
          <Button kind="quiet" onClick={onOtherPlatform}>
            Use another platform
          </Button>
        </p>
      </GateColumn>
    );
  }
  const { what, done, total } = view.preparing ?? {
    what: 'Starting the platform on this computer',
    done: 0,
    total: 1,
  };
  return (
    <GateColumn view={view} synthetic>
      <h1 className="mt-8 font-record text-2xl leading-8 font-semibold">Preparing the practice</h1>
      <p className="mt-1 text-ink-2">
        It is ready in under a minute, and the next screen comes by itself. Interrupted, it leaves nothing
        behind and is made again from the start.
      </p>
      <div className="mt-6 border-t border-line pt-5">
        <div className="mb-1.5 flex justify-between gap-4">
          <p id="preparing-what" role="status" className="font-medium">
            {what}
          </p>
          {view.preparing !== null && (
            <span className="text-ink-2 tabular-nums">
              {done.toLocaleString('en-US')} of {total.toLocaleString('en-US')}
            </span>
          )}
        </div>
        <progress
          aria-labelledby="preparing-what"
          className="progress-bar"
          {...(view.preparing === null ? {} : { value: done, max: total })}
        />
      </div>
    </GateColumn>
  );
}

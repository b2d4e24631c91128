import { Button } from '../ui/button';
import { Failure } from '../ui/failure';
import { Progress } from '../ui/progress';
import type { ExportUnderWay } from './use-export-under-way';

/** Over every screen: how far an export is, or why it did not come about. */
export function ExportLine({ busy, done, total, refusal, cancel, putAside }: ExportUnderWay) {
  if (refusal !== null) {
    return (
      <div className="mx-8 mt-3 max-md:mx-4">
        <Failure refusal={refusal}>
          <Button onClick={putAside}>Close</Button>
        </Failure>
      </div>
    );
  }
  if (!busy) return null;
  return (
    <section
      aria-label="Export"
      className="flex items-center gap-6 border-b border-line bg-rail px-8 py-2 max-md:px-4"
    >
      <div className="min-w-0 flex-1">
        {done === null ? (
          <p role="status">
            Your computer asks where the file goes. Nothing is written before you have confirmed it.
          </p>
        ) : (
          <Progress label="Writing the file" done={done} total={total} note={undefined} />
        )}
      </div>
      <Button onClick={cancel}>Cancel the export</Button>
    </section>
  );
}

import type { ReactNode } from 'react';
import type { Refusal } from '../../../shared/domain/result';
import { Failure } from '../../ui/failure';

/** Where a refusal is told as it comes; the place is there from the start, so that it is read aloud. */
export function RefusalLine({ refusal, children }: { refusal: Refusal | null; children?: ReactNode }) {
  return (
    <div aria-live="polite" className={refusal === null ? undefined : 'mt-5'}>
      {refusal !== null && <Failure refusal={refusal}>{children}</Failure>}
    </div>
  );
}

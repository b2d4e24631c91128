import type { z } from 'zod';
import type { PlatformCall } from '../../shared/contract/platform/call';
import type { Refusal, Result } from '../../shared/domain/result';
import { draftBy, happenedIn } from '../audit/draft';
import type { Service } from '../service';
import type { Caller } from './caller';
import { wholePracticeOnly } from './refusals';

export type Answer<Call extends PlatformCall> = (
  request: z.output<Call['request']>,
  caller: Caller,
  gone: AbortSignal,
) => Promise<Result<z.input<Call['reply']>>>;

/**
 * For what belongs to the practice as a whole: a role that holds the permission with less is denied, and recorded.
 * `refusal`: what it is told, where that must not tell what there is.
 */
export function practiceWide<Call extends PlatformCall>(
  { acts, clock }: Pick<Service, 'acts' | 'clock'>,
  { audit }: Call,
  answer: Answer<Call>,
  refusal: Refusal = wholePracticeOnly,
): Answer<Call> {
  return async (request, caller, gone) => {
    if (caller.access === 'practice') return answer(request, caller, gone);
    if (!('none' in audit)) {
      await acts.act((_, record) =>
        record(draftBy(caller, { ...happenedIn(audit), outcome: 'denied' }, clock())),
      );
    }
    return refusal;
  };
}

import type { z } from 'zod';
import type { PlatformCall } from '../../shared/contract/platform/call';
import type { platformCalls, PlatformCallName } from '../../shared/contract/platform/calls';
import type { Result } from '../../shared/domain/result';
import type { Caller, Visitor } from '../access/caller';

type Asker<Call extends PlatformCall> = Call['permission'] extends 'anyone' ? Visitor : Caller;

/**
 * What answers one call. The request has been validated, the caller may make it; the reply is validated after it,
 * unless it is written already.
 * `gone` is aborted when nobody waits for the reply any more.
 */
export type Handler<Call extends PlatformCall, Reply = z.input<Call['reply']>> = (
  request: z.output<Call['request']>,
  caller: Asker<Call>,
  gone: AbortSignal,
) => Promise<Result<Reply>>;

/** A reply that is its JSON text already, put together from texts that were held to their schemas when they were kept. */
export class WrittenReply {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Calls whose pages are megabytes of what is kept as text. */
type Written = 'audit.listEvents';

/** One for each declared call: one that is missing does not compile. */
export type Handlers = {
  readonly [Name in PlatformCallName]: Name extends Written
    ? Handler<(typeof platformCalls)[Name], WrittenReply>
    : Handler<(typeof platformCalls)[Name]>;
};

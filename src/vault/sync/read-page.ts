import { listEvents } from '../../shared/contract/platform/audit';
import { readReply, type HttpReply } from '../../shared/contract/platform/client';
import type { Result } from '../../shared/domain/result';
import type { TrailPage } from './receive';

/** Makes a page of the trail of the platform's reply, or a refusal. */
export type ReadPage = (reply: HttpReply) => Result<TrailPage> | Promise<Result<TrailPage>>;

/** In this thread. Leaves are hashed when the page is taken in. */
export const readHere: ReadPage = (reply) => readReply(listEvents, reply);

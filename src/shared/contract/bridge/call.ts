import type { z } from 'zod';

/**
 * One call the window may make of the vault: the single source for the vault's handler, the window's
 * client and the hostile-input tests.
 */
export interface BridgeCall<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  /** `area.verb`, unique. */
  name: string;
  /** One sentence for the help page. */
  summary: string;
  request: Request;
  reply: Reply;
  /** `gate`: answered while locked. `open`: only while somebody's vault is open. */
  when: 'gate' | 'open';
  /** The event of the vault's own log, or why there is none. */
  audit: { action: string; verb: string; resource: string } | { none: string };
  /** The reply may hold protected health information. */
  revealsPhi: boolean;
  /** Longest request and reply, in UTF-16 code units of their JSON. */
  limits: { request: number; reply: number };
}

export function bridgeCall<Request extends z.ZodType, Reply extends z.ZodType>(
  call: BridgeCall<Request, Reply>,
): BridgeCall<Request, Reply> {
  return call;
}

/** Something the vault tells the window without being asked. Never holds PHI: the window asks for it. */
export interface BridgeNotice<Payload extends z.ZodType = z.ZodType> {
  name: string;
  payload: Payload;
}

export function bridgeNotice<Payload extends z.ZodType>(
  notice: BridgeNotice<Payload>,
): BridgeNotice<Payload> {
  return notice;
}

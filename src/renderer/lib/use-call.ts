import { useCallback, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import type { BridgeCallName, BridgeNoticeName, bridgeCalls } from '../../shared/contract/bridge/calls';
import type { Refusal } from '../../shared/domain/result';
import { useBridge } from './bridge-context';
import { oneAtATime } from './one-at-a-time';

type Calls = typeof bridgeCalls;
type Request<Name extends BridgeCallName> = z.input<Calls[Name]['request']>;
type Reply<Name extends BridgeCallName> = z.output<Calls[Name]['reply']>;

export interface Answered<Value> {
  /** The newest answer to the present request; kept while it is asked again and when that is refused. */
  value: Value | undefined;
  /** Why the last try had no answer. */
  refusal: Refusal | undefined;
  /** There is neither of them yet. */
  loading: boolean;
  /** Asks again. */
  reload(): void;
}

interface Answer {
  key: string;
  value: unknown;
  refusal: Refusal | undefined;
}

const nothing: readonly BridgeNoticeName[] = [];

/**
 * What the vault answers to a request, asked when it is first drawn, when the request changes and when one of
 * `refreshOn` is heard. `request` null: nothing is asked. An answer nobody waits for any more is cancelled.
 */
export function useCall<Name extends BridgeCallName>(
  name: Name,
  request: Request<Name> | null,
  { refreshOn = nothing }: { refreshOn?: readonly BridgeNoticeName[] } = {},
): Answered<Reply<Name>> {
  const bridge = useBridge();
  const key = request === null ? null : `${name} ${JSON.stringify(request)}`;
  const [answer, setAnswer] = useState<Answer | null>(null);
  const ask = useRef<() => void>(() => undefined);
  const notices = refreshOn.join(' ');

  useEffect(() => {
    if (key === null) return undefined;
    const given = JSON.parse(key.slice(name.length + 1)) as Request<Name>;
    const stop = new AbortController();
    const run = oneAtATime(async () => {
      const result = await bridge.call(name, given, stop.signal);
      if (stop.signal.aborted) return false;
      setAnswer((kept) => ({
        key,
        value: result.ok ? result.value : kept?.key === key ? kept.value : undefined,
        refusal: result.ok ? undefined : result,
      }));
      return true;
    });
    ask.current = run;
    run();
    const offs = (notices === '' ? [] : notices.split(' ')).map((notice) =>
      bridge.on(notice as BridgeNoticeName, run),
    );
    return () => {
      stop.abort();
      for (const off of offs) off();
    };
  }, [bridge, name, key, notices]);

  const reload = useCallback(() => ask.current(), []);
  const present = answer !== null && answer.key === key ? answer : undefined;
  return {
    value: present?.value as Reply<Name> | undefined,
    refusal: present?.refusal,
    loading: key !== null && present === undefined,
    reload,
  };
}

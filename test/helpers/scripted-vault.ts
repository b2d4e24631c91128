import type { Page } from 'playwright';
import type { bridgeCalls, bridgeNotices } from '../../src/shared/contract/bridge/calls';
import type { Refusal } from '../../src/shared/domain/result';
import type { z } from 'zod';
import { openConsole, type OpenConsole } from './console';

type Calls = typeof bridgeCalls;
type Notices = typeof bridgeNotices;

/** One answer of a scripted vault: a value, a refusal, or none that ever comes. */
export type Answer<Name extends keyof Calls> = { value: z.input<Calls[Name]['reply']> } | Refusal | 'never';

/** What the vault answers, call by call; of several answers each is given once, the last one from then on. */
export type VaultScript = { [Name in keyof Calls]?: Answer<Name> | Answer<Name>[] };

export interface ScriptedConsole {
  console: OpenConsole;
  page: Page;
  /** Loads the page anew, with a vault that answers by `script`; what it does not name is `not-found`. */
  play(script: VaultScript): Promise<Page>;
  /** Changes some answers of the present script. */
  change(script: VaultScript): Promise<void>;
  notify<Name extends keyof Notices>(name: Name, payload: z.input<Notices[Name]['payload']>): Promise<void>;
  /** The calls made since the page was loaded. */
  asked(): Promise<{ call: string; request: unknown }[]>;
  close(): Promise<void>;
}

export interface Stage {
  script: Record<string, unknown>;
  /** Answers what the script does not name (test/helpers/generated-trail.ts); undefined where it does not either. */
  make?: (call: string, request: object) => unknown;
  asked: { call: string; request: unknown }[];
  post(text: string): void;
}

/**
 * The shipped window in real Electron, before a vault that answers by a script: for states that a real one is
 * seldom in. Lists under `trail.rows` are given whole and handed out by offset and limit; counts under
 * `trail.histogram` are repeated to fill the edges asked for.
 */
export async function openScripted(script: VaultScript): Promise<ScriptedConsole> {
  const opened = await openConsole();
  // Benches run by tsx, which names every function by a helper that the app does not have.
  await opened.app.evaluate('globalThis.__name = (named) => named');
  await opened.app.evaluate(({ ipcMain, MessageChannelMain }) => {
    const stage: Stage = { script: {}, asked: [], post: () => undefined };
    (globalThis as unknown as { stage: Stage }).stage = stage;

    function answerTo(call: string, request: { offset?: number; limit?: number; edges?: number[] }): unknown {
      const given = stage.script[call];
      const answer: unknown = Array.isArray(given) ? (given.length > 1 ? given.shift() : given[0]) : given;
      if (answer === 'never') return null;
      if (answer === undefined)
        return (
          stage.make?.(call, request) ?? {
            ok: false,
            code: 'not-found',
            message: `Nothing is scripted for ${call}.`,
            hint: 'Script it.',
          }
        );
      if (typeof answer !== 'object' || answer === null || !('value' in answer)) return answer;
      const value = answer.value as { rows?: unknown[]; counts?: number[] };
      if (call === 'trail.histogram' && value.counts !== undefined) {
        const { counts } = value;
        const stretches = Array.from({ length: (request.edges?.length ?? 1) - 1 });
        return { ok: true, value: { counts: stretches.map((_, i) => counts[i % counts.length]) } };
      }
      if (call !== 'trail.rows' || value.rows === undefined) return { ok: true, value };
      const { offset = 0, limit = 100 } = request;
      return { ok: true, value: { ...value, rows: value.rows.slice(offset, offset + limit) } };
    }

    ipcMain.removeAllListeners('wardkeeper:hello');
    ipcMain.on('wardkeeper:hello', (event) => {
      const { port1, port2 } = new MessageChannelMain();
      stage.asked = [];
      stage.post = (text) => port1.postMessage(text);
      port1.on('message', ({ data }) => {
        const { id, call, request } = JSON.parse(data as string) as {
          id?: number;
          call?: string;
          request?: object;
        };
        if (id === undefined || call === undefined) return;
        stage.asked.push({ call, request });
        const answer = answerTo(call, request ?? {});
        if (answer !== null) port1.postMessage(JSON.stringify({ id, ...(answer as object) }));
      });
      port1.start();
      event.sender.postMessage('wardkeeper:port', null, [port2]);
    });
  });

  const scripted: ScriptedConsole = {
    console: opened,
    page: opened.page,
    async play(next) {
      await opened.app.evaluate((_electron, text) => {
        (globalThis as unknown as { stage: Stage }).stage.script = JSON.parse(text) as Record<
          string,
          unknown
        >;
      }, JSON.stringify(next));
      await opened.page.reload();
      return opened.page;
    },
    async change(next) {
      await opened.app.evaluate((_electron, text) => {
        Object.assign((globalThis as unknown as { stage: Stage }).stage.script, JSON.parse(text));
      }, JSON.stringify(next));
    },
    async notify(name, payload) {
      await opened.app.evaluate(
        (_electron, text) => (globalThis as unknown as { stage: Stage }).stage.post(text),
        JSON.stringify({ notice: name, payload }),
      );
    },
    asked: () => opened.app.evaluate(() => (globalThis as unknown as { stage: Stage }).stage.asked),
    close: () => opened.close(),
  };
  await scripted.play(script);
  return scripted;
}

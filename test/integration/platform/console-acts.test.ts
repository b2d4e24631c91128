import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { consoleActKinds, recordConsoleActs } from '../../../src/shared/contract/platform/console-acts';
import { onEveryEngine } from './engines';
import { sharedPlatform, type TestPlatform } from './running';

onEveryEngine('acts of consoles', (engine, test) => {
  const shared = sharedPlatform(engine);
  let people = 0;
  async function somebody(platform: TestPlatform) {
    const userName = `person${(people += 1)}@example.org`;
    const userId = await platform.addAccount(userName);
    const { accessToken } = await platform.signIn(userName);
    const send = (
      acts: { actId: string; kind: (typeof consoleActKinds)[number]; occurredAt: number; records?: number }[],
    ) => platform.client.call(recordConsoleActs, { acts }, { accessToken });
    const told = async () =>
      (await platform.events()).filter(({ source, actor }) => source.recordId && actor.userId === userId);
    return { userId, userName, send, told };
  }

  test('become events of whoever sends them, and nothing else does', async () => {
    const platform = await shared();
    const { userId, userName, send, told } = await somebody(platform);
    const before = (await platform.events()).length;
    const start = platform.now() - 3_600_000_000;
    const acts = consoleActKinds.map((kind, i) => ({
      actId: randomUUID(),
      kind,
      occurredAt: start + i,
      ...(kind.endsWith('exported') && { records: 40 + i }),
    }));
    expect(await send(acts)).toEqual({ ok: true, value: { recorded: acts.map(({ actId }) => actId) } });
    const events = await told();
    expect(await platform.events()).toHaveLength(before + acts.length);
    expect(
      events.map(({ category, action, verb, outcome, occurredAt, source }) => [
        `${category} ${action} ${verb} ${outcome}`,
        occurredAt,
        source.recordId,
      ]),
    ).toEqual([
      ['authentication LOGIN VAULT_UNLOCKED success', start, acts[0]?.actId],
      ['authentication FAILED_LOGIN VAULT_UNLOCK_FAILED failure', start + 1, acts[1]?.actId],
      ['authentication LOGIN VAULT_OPENED_BY_PHRASE success', start + 2, acts[2]?.actId],
      ['authentication UPDATE RECOVERY_PHRASE_MADE success', start + 3, acts[3]?.actId],
      ['export EXPORT AUDIT_TRAIL_EXPORTED success', start + 4, acts[4]?.actId],
      ['export EXPORT PEOPLE_EXPORTED success', start + 5, acts[5]?.actId],
      ['export EXPORT CHART_EXPORTED success', start + 6, acts[6]?.actId],
      ['authentication LOGIN VAULT_COPY_OPENED success', start + 7, acts[7]?.actId],
    ]);
    expect(events.map(({ volume }) => volume)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { records: 44 },
      { records: 45 },
      { records: 46 },
      undefined,
    ]);
    for (const event of events) {
      expect(event.actor).toEqual({ userId, userName, role: 'nurse' });
      expect(event.source.system).toBe('Wardkeeper console');
      // Where it was sent from is not where it was done.
      expect(event.network).toBeUndefined();
    }
  });

  test('are recorded once, however often and by however many at once they are sent', async () => {
    const platform = await shared();
    const { send, told } = await somebody(platform);
    const acts = Array.from({ length: 30 }, (_, i) => ({
      actId: randomUUID(),
      kind: 'vault-unlocked' as const,
      occurredAt: 1 + i,
    }));
    const halves = [acts.slice(0, 20), acts.slice(10).reverse(), [...acts, ...acts]];
    const replies = await Promise.all(halves.map(send));
    for (const [i, reply] of replies.entries()) {
      expect(reply.ok && [...reply.value.recorded].sort()).toEqual(
        [...new Set(halves[i]?.map(({ actId }) => actId))].sort(),
      );
    }
    expect(await told()).toHaveLength(30);
    const before = (await platform.events()).length;
    expect(await send(acts)).toMatchObject({ ok: true });
    expect(await platform.events()).toHaveLength(before);
  });

  test('of one person hide none of another who has the same ids', async () => {
    const platform = await shared();
    const [one, other] = [await somebody(platform), await somebody(platform)];
    const acts = [{ actId: randomUUID(), kind: 'vault-unlocked' as const, occurredAt: 5 }];
    await one.send(acts);
    await other.send(acts);
    expect([await one.told(), await other.told()].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('cannot lie in the future, whatever the workstation’s clock said', async () => {
    const platform = await shared();
    const { send, told } = await somebody(platform);
    const ahead = platform.now() + 86_400_000_000;
    await send([{ actId: randomUUID(), kind: 'vault-unlocked', occurredAt: ahead }]);
    const [event] = await told();
    expect(event?.occurredAt).toBeLessThanOrEqual(event?.recordedAt ?? 0);
    expect(event?.details?.meta?.['workstationTime']).toBe(ahead);
  });
});

import { expect, test } from 'vitest';
import type { Caller } from '../../../src/platform/access/caller';
import { practiceWide } from '../../../src/platform/access/practice-wide';
import type { Acts } from '../../../src/platform/audit/act';
import { readHipaaReport, readHipaaStatus } from '../../../src/shared/contract/platform/hipaa-readiness';
import type { AuditEventDraft } from '../../../src/shared/domain/audit-event/audit-event';
import { scopes } from '../../../src/shared/domain/permission';
import { err } from '../../../src/shared/domain/result';

function setting() {
  const recorded: AuditEventDraft[] = [];
  const act: Acts['act'] = (work) =>
    work(undefined as never, (draft) => {
      recorded.push(draft);
      return Promise.resolve();
    });
  let asked = 0;
  const answered = err('unavailable', 'Asked.', 'Asked.');
  return {
    service: { acts: { act, quietly: act }, clock: () => 5 },
    recorded,
    answered,
    asked: () => asked,
    answer: () => {
      asked += 1;
      return Promise.resolve(answered);
    },
  };
}

/** Of a request whose reply is waited for. */
const awaited = new AbortController().signal;

function callerWith(access: Caller['access']): Caller {
  return {
    access,
    account: { userId: 'u', userName: 'nora', displayName: 'Nora', role: 'night_desk' },
    role: null,
    sessionId: 's',
    network: { address: '127.0.0.1', userAgent: undefined },
  };
}

test('what belongs to the whole practice is answered only to whoever reaches all of it', async () => {
  for (const access of [...scopes, 'all'] as const) {
    const { service, answer, answered, asked, recorded } = setting();
    const reply = await practiceWide(service, readHipaaReport, answer)({}, callerWith(access), awaited);
    const may = access === 'practice';
    expect([access, asked()]).toEqual([access, Number(may)]);
    expect(reply).toMatchObject(may ? answered : { ok: false, code: 'denied' });
    expect(recorded.map(({ verb, outcome, actor }) => [verb, outcome, actor.userName])).toEqual(
      may ? [] : [['HIPAA_REPORT_READ', 'denied', 'nora']],
    );
  }
});

test('whoever must not learn what there is gets the answer of nothing, and it is recorded all the same', async () => {
  const { service, answer, recorded } = setting();
  const nothing = err('not-found', 'There is none.', 'Look again.');
  expect(
    await practiceWide(service, readHipaaReport, answer, nothing)({}, callerWith('own'), awaited),
  ).toEqual(nothing);
  expect(recorded.map(({ outcome }) => outcome)).toEqual(['denied']);
});

test('a call that appends nothing is denied without an event', async () => {
  const { service, answer, asked, recorded } = setting();
  expect(await practiceWide(service, readHipaaStatus, answer)({}, callerWith('self'), awaited)).toMatchObject(
    {
      code: 'denied',
    },
  );
  expect([asked(), recorded.length]).toEqual([0, 0]);
});

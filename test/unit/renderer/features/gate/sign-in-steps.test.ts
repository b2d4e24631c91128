import { describe, expect, test } from 'vitest';
import {
  afterRefusal,
  atPassword,
  type Attempt,
} from '../../../../../src/renderer/features/gate/sign-in-steps';
import { err, errorCodes } from '../../../../../src/shared/domain/result';

const attempt: Attempt = { who: { userName: 'ruth.adeyemi' }, password: 'Tamarack-lane-88' };
const refusal = (code: (typeof errorCodes)[number]) => err(code, `It is ${code}.`, 'Do this.');

describe('where a refused sign-in leads', () => {
  test('a code that is wanted is asked for, with what was accepted kept', () => {
    expect(afterRefusal(atPassword, attempt, refusal('code-needed'))).toEqual({
      step: 'code',
      kept: attempt,
      refusal: null,
      why: null,
    });
  });

  test('the opener somebody gave with the password is not lost when a code is wanted', () => {
    const opener = { kind: 'phrase' as const, phrase: 'K3QX' };
    expect(afterRefusal(atPassword, { ...attempt, opener }, refusal('code-needed')).kept).toEqual({
      ...attempt,
      opener,
    });
  });

  test('a wrong code is called one, and the same code is never sent again', () => {
    const atCode = { step: 'code', why: null } as const;
    const next = afterRefusal(atCode, { ...attempt, code: '419023' }, refusal('wrong-credentials'));
    expect(next).toMatchObject({ step: 'code', kept: attempt });
    expect(next.kept).not.toHaveProperty('code');
    expect(next.refusal?.message).toMatch(/^This code was not accepted/);
    // Used before, or made by another clock: the platform does not say which.
    expect(next.refusal?.hint).toMatch(/works once.*agree on the time/);
  });

  test('at the password, wrong credentials are told as they come and nothing is kept', () => {
    const wrong = refusal('wrong-credentials');
    expect(afterRefusal(atPassword, attempt, wrong)).toEqual({ ...atPassword, refusal: wrong });
  });

  test('a vault sealed otherwise says why, and goes on saying it while other ways are tried', () => {
    const why = refusal('sealed-otherwise');
    const first = afterRefusal({ step: 'code', why: null }, { ...attempt, code: '419023' }, why);
    expect(first).toEqual({ step: 'sealed', kept: attempt, refusal: null, why });
    const again = err('sealed-otherwise', 'This phrase does not open it.', 'Look for the newest.');
    const opener = { kind: 'phrase' as const, phrase: 'K3QX' };
    expect(afterRefusal(first, { ...attempt, opener }, again)).toEqual({
      step: 'sealed',
      kept: attempt,
      refusal: again,
      why,
    });
  });

  test('a damaged vault keeps what is needed to start anew', () => {
    const damaged = refusal('damaged');
    expect(afterRefusal(atPassword, attempt, damaged)).toEqual({
      step: 'damaged',
      kept: attempt,
      refusal: damaged,
      why: null,
    });
  });

  test('no other refusal moves anybody to another step, and each is shown', () => {
    const moving = ['code-needed', 'sealed-otherwise', 'damaged'];
    for (const step of ['password', 'code', 'sealed', 'damaged'] as const) {
      for (const code of errorCodes.filter((each) => !moving.includes(each))) {
        const next = afterRefusal({ step, why: null }, attempt, refusal(code));
        expect(next.step, `${step}, ${code}`).toBe(step);
        expect(next.refusal?.code, `${step}, ${code}`).toBe(code);
        expect(next.kept === null, `${step}, ${code}`).toBe(step === 'password');
      }
    }
  });
});

import { describe, expect, test } from 'vitest';
import { changeBar } from '../../../../src/shared/domain/workforce-rules';

const admin = { userId: 'a', role: 'admin' };
const active = (role: string) => ({ role, status: 'active' as const });
const ended = (role: string) => ({ role, status: 'ended' as const });

describe('what an account’s standing may become', () => {
  test('nobody moves themselves', () => {
    expect(changeBar(admin, { userId: 'a', before: active('admin'), after: ended('admin') }, 3)).toBe(
      'oneself',
    );
    expect(changeBar(admin, { userId: 'a', before: active('admin'), after: active('nurse') }, 3)).toBe(
      'oneself',
    );
    expect(changeBar(admin, { userId: 'a', before: active('admin'), after: active('admin') }, 3)).toBeNull();
  });

  test('the last administrator stays one', () => {
    const away = { userId: 'b', before: active('admin'), after: ended('admin') };
    expect(changeBar(admin, away, 0)).toBe('last-administrator');
    expect(changeBar(admin, away, 1)).toBeNull();
    const lesser = { userId: 'b', before: active('admin'), after: active('nurse') };
    expect(changeBar(admin, lesser, 0)).toBe('last-administrator');
    // Who had ended administers nothing already.
    expect(changeBar(admin, { userId: 'b', before: ended('admin'), after: ended('nurse') }, 0)).toBeNull();
  });

  test('a lesser role neither makes administrators nor touches them', () => {
    const manager = { userId: 'm', role: 'front_desk_lead' };
    expect(changeBar(manager, { userId: 'b', before: null, after: active('admin') }, 1)).toBe(
      'administrators-only',
    );
    expect(changeBar(manager, { userId: 'b', before: active('nurse'), after: active('admin') }, 1)).toBe(
      'administrators-only',
    );
    expect(changeBar(manager, { userId: 'b', before: active('admin'), after: active('admin') }, 1)).toBe(
      'administrators-only',
    );
    expect(changeBar(manager, { userId: 'b', before: active('nurse'), after: ended('nurse') }, 1)).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { screenFor } from '../../../../../src/renderer/features/gate/screen-for';
import type { GateView } from '../../../../../src/shared/contract/bridge/gate';
import { gate } from '../../../../fixtures/vault-answers';

const nobody = (platform: GateView['platform'], address: string | null = null): GateView => ({
  ...gate,
  platform,
  address,
  people: [],
});

describe('which screen stands at the gate', () => {
  test('is main’s guess until the vault has answered', () => {
    expect(screenFor(null, 'first-run', false)).toBe('first-run');
    expect(screenFor(null, 'sign-in', false)).toBe('lock');
  });

  test('is the lock for whoever has a vault here, whatever became of the platform', () => {
    const platforms = ['none', 'starting', 'preparing', 'unclaimed', 'ready', 'unreachable'] as const;
    for (const platform of platforms) {
      expect(screenFor({ ...gate, platform }, 'first-run', true), platform).toBe('lock');
    }
  });

  test('follows the platform while nobody is known', () => {
    const atAddress = 'https://platform.example';
    expect(screenFor(nobody('none'), 'sign-in', false)).toBe('first-run');
    expect(screenFor(nobody('starting'), 'sign-in', false)).toBe('preparing');
    expect(screenFor(nobody('preparing'), 'first-run', false)).toBe('preparing');
    expect(screenFor(nobody('unreachable'), 'first-run', false)).toBe('preparing');
    expect(screenFor(nobody('unclaimed'), 'first-run', false)).toBe('claim');
    expect(screenFor(nobody('ready'), 'first-run', false)).toBe('sign-in');
    expect(screenFor(nobody('starting', atAddress), 'first-run', false)).toBe('sign-in');
    expect(screenFor(nobody('unreachable', atAddress), 'first-run', false)).toBe('sign-in');
  });

  test('is the first run again for whoever wants another platform', () => {
    for (const platform of ['ready', 'unclaimed', 'unreachable', 'preparing'] as const) {
      expect(screenFor(nobody(platform), 'sign-in', true), platform).toBe('first-run');
    }
  });
});

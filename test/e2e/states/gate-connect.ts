import type { FoundPlatform } from '../../../src/shared/contract/bridge/gate';
import { err } from '../../../src/shared/domain/result';
import { practice } from '../../fixtures/practice';
import type { ScriptedConsole } from '../../helpers/scripted-vault';
import { atFirstRun } from './gate-first-run';
import type { GateStates } from './state';

export const found: FoundPlatform = {
  address: 'https://platform.couleeridge.example',
  practice: { ...practice, synthetic: false },
  logKey: '9f2c 41d7 0b8e 52aa c3f1 7d60 e94b 18c5 4410 a7be 93d2 06f8 5c1b ee37 d049 82a6',
  certificate: {
    subject: 'platform.couleeridge.example',
    issuer: 'Coulee Ridge Family Practice, internal authority',
    until: Date.UTC(2027, 10, 17, 6) * 1000,
    fingerprint: '71b0 c6e4 9d3a 0852 f1c7 663b 0de9 42aa b815 3f70 94ce 2d61 a8f3 570b c24e 19d6',
  },
  protocol: 'TLSv1.3',
};

const connect = async ({ page }: ScriptedConsole) => {
  await page.getByText('Version 0.2.0.').waitFor();
  await page.getByLabel('Connect to your practice’s platform').fill('platform.couleeridge.example');
  await page.keyboard.press('Enter');
};
const atTrust = { ...atFirstRun, 'gate.connect': { value: found } };

export const states: GateStates = {
  'connect-looking': {
    script: { ...atFirstRun, 'gate.connect': 'never' },
    then: connect,
    shows: (page) => page.getByRole('button', { name: 'Looking…' }),
  },
  'connect-untrusted': {
    script: {
      ...atFirstRun,
      'gate.connect': err(
        'untrusted',
        'The certificate at this address is for another name. Nothing was sent to it.',
        'Check the address with your IT staff.',
      ),
    },
    then: connect,
    shows: (page) => page.getByRole('alert'),
  },
  'connect-found': {
    real: true,
    script: atTrust,
    then: connect,
    shows: (page) => page.getByRole('button', { name: 'Trust this platform' }),
  },
  'connect-found-here': {
    real: true,
    script: {
      ...atFirstRun,
      'gate.connect': {
        value: { ...found, address: 'http://127.0.0.1:8443', certificate: null, protocol: null },
      },
    },
    then: connect,
    shows: (page) => page.getByText(/never leaves this computer/),
  },
  'connect-not-trusted': {
    real: true,
    script: {
      ...atTrust,
      'gate.trust': err(
        'untrusted',
        'The platform shows another key than a moment ago. It was not trusted, and nothing was sent.',
        'Tell your IT staff before you try again.',
      ),
    },
    then: async (scripted) => {
      await connect(scripted);
      await scripted.page.getByRole('button', { name: 'Trust this platform' }).click();
    },
    shows: (page) => page.getByRole('alert'),
  },
};

import { err, type Refusal } from '../../shared/domain/result';
import type { Database } from '../database/schema';
import type { Service } from '../service';
import { readinessOf } from './readiness';

/**
 * Why data of patients may not be taken in, or null where it may: always in a synthetic practice, where nobody
 * is real, and otherwise once the HIPAA settings are enabled and all four controls are in place. Whatever
 * writes data of patients asks it, in the transaction that writes, and records the denial (`gateShut`).
 */
export async function phiGate(service: Service, db: Database): Promise<Refusal | null> {
  if (service.practice.synthetic) return null;
  const { settings, missing } = await readinessOf(service, db);
  const [first] = missing;
  if (first !== undefined) {
    return err('denied', `${notTaken} ${missing.map(({ why }) => why).join(' ')}`, first.remedy);
  }
  if (settings.enabled) return null;
  return err('denied', `${notTaken} HIPAA mode is off.`, 'Turn it on in the HIPAA settings.');
}

/** The reason that the denial's event gives (reason-words.ts). */
export const gateShut = { reason: 'phi-gate-shut' } as const;

const notTaken = 'Data of real patients is not taken in yet.';

import type { Finding } from '../../shared/domain/evidence';
import type { Check, Looking } from './check';
import { doorChecks } from './door-checks';
import { peopleChecks } from './people-checks';
import { recordChecks } from './record-checks';

export const checks: readonly Check[] = [...peopleChecks, ...recordChecks, ...doorChecks];

/** The provisions that this service looks at itself. */
export const checkedProvisions: ReadonlySet<string> = new Set(checks.flatMap(({ provisions }) => provisions));

/** Looks at everything, one after another; by provision, what was found. */
export async function lookAtAll(looking: Looking): Promise<Map<string, Finding>> {
  const found = new Map<string, Finding>();
  for (const { provisions, look } of checks) {
    const finding = await look(looking);
    for (const provision of provisions) found.set(provision, finding);
  }
  return found;
}

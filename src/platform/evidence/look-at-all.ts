import type { Finding } from '../../shared/domain/evidence';
import type { Check, HowServed, Looking } from './check';
import { doorChecks } from './door-checks';
import { peopleChecks } from './people-checks';
import { recordChecks } from './record-checks';

export const checks: readonly Check[] = [...peopleChecks, ...recordChecks, ...doorChecks];

const checksOf = (how: HowServed) => checks.filter((check) => check.canLook?.(how) ?? true);

/** The provisions that this service looks at itself. */
export function checkedProvisions(how: HowServed): ReadonlySet<string> {
  return new Set(checksOf(how).flatMap(({ provisions }) => provisions));
}

/** Looks at everything, one after another; by provision, what was found. */
export async function lookAtAll(looking: Looking): Promise<Map<string, Finding>> {
  const found = new Map<string, Finding>();
  for (const { provisions, look } of checksOf(looking.service)) {
    const finding = await look(looking);
    for (const provision of provisions) found.set(provision, finding);
  }
  return found;
}

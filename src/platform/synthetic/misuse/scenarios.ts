import { bulkExport } from './bulk-export';
import { closedDayBrowsing } from './closed-day-browsing';
import { coWorker } from './co-worker';
import { endedAccount } from './ended-account';
import { familyMember } from './family-member';
import { grantThenUse } from './grant-then-use';
import { knownPatient } from './known-patient';
import { ownChart } from './own-chart';
import { passwordSpraying } from './password-spraying';
import type { Scenario } from './scenario';
import { sequentialEnumeration } from './sequential-enumeration';
import { slowBrowsing } from './slow-browsing';
import { stolenPassword } from './stolen-password';
import { unfollowedBreakGlass } from './unfollowed-break-glass';

/** Small ones first: a practice with little room for misuse has those. */
export const scenarios: readonly Scenario[] = Object.freeze([
  ownChart,
  unfollowedBreakGlass,
  coWorker,
  familyMember,
  grantThenUse,
  bulkExport,
  endedAccount,
  knownPatient,
  stolenPassword,
  slowBrowsing,
  passwordSpraying,
  sequentialEnumeration,
  closedDayBrowsing,
]);

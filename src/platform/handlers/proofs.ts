import { err, ok } from '../../shared/domain/result';
import { newestCosigned } from '../audit/cosignatures';
import { consistencyProof, inclusionProofs } from '../audit/proofs';
import { base64Url, newestCheckpoint, trailFor } from '../audit/trail';
import { damagedLog } from '../audit/damaged-log';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** What a reader checks the trail with. None of it appends an event: readers ask at every comparison. */
export function proofHandlers({
  db,
  phi,
  isLogDamaged,
  verifierKey,
}: Service): Pick<Handlers, 'audit.readCheckpoint' | 'audit.proveInclusion' | 'audit.proveConsistency'> {
  return {
    async 'audit.readCheckpoint'() {
      if (isLogDamaged()) return damagedLog;
      const { note } = await newestCheckpoint(db);
      return ok({ checkpoint: note, cosigned: await newestCosigned(db), verifierKey });
    },

    async 'audit.proveInclusion'({ seq, size }, caller) {
      if (isLogDamaged()) return damagedLog;
      const head = await newestCheckpoint(db);
      if (size > head.size || seq >= size) return noSuchTree;
      const leafHash = await trailFor({ db, phi }, caller.account.userId, caller.access).leafAt(seq);
      if (leafHash === null) return noSuchEvent;
      const [proof = []] = await inclusionProofs(db, [seq], size);
      return ok({ leafHash: base64Url(leafHash), proof: proof.map(base64Url) });
    },

    async 'audit.proveConsistency'({ oldSize, size }) {
      if (isLogDamaged()) return damagedLog;
      const head = await newestCheckpoint(db);
      if (size > head.size || oldSize > size) return noSuchTree;
      const proof = await consistencyProof(db, oldSize, size);
      return ok({ proof: proof.map(base64Url) });
    },
  };
}

const noSuchTree = err(
  'not-found',
  'The log has not had this size, or not this place in it.',
  'Ask with the size of a checkpoint of this log.',
);

/** The same for an event that is not there and for one that is not the caller's to see. */
const noSuchEvent = err(
  'not-found',
  'You see no event at this place of the log.',
  'Ask with the place of an event that you were shown.',
);

import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { purgeArchive } from '../../../src/shared/contract/platform/archives';
import type { LoggedEvent } from '../../../src/shared/contract/platform/audit';
import type { ReplyOf } from '../../../src/shared/contract/platform/call';
import {
  createIncident,
  readIncidentProofs,
  saveIncident,
} from '../../../src/shared/contract/platform/incidents';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import type { Incident } from '../../../src/shared/domain/incident';
import type { Result } from '../../../src/shared/domain/result';
import { openCheckpoint } from '../../../src/shared/transparency/checkpoint';
import { verifyInclusion } from '../../../src/shared/transparency/proof';
import { faultOf } from '../../../src/platform/database/fault';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import { hashes } from '../../../src/platform/hashes';
import { agedPlatform, archiveAll, DAY, readWhole, recordSome, type Aged } from './archived';
import { onEveryEngine } from './engines';
import { yearsLater } from './years-later';

const content: Incident = {
  title: 'Charts opened on a closed day',
  summary: null,
  phase: 'detection',
  severity: 'high',
  occurredFrom: null,
  occurredUntil: null,
  discoveredOn: '2026-07-20',
  events: [],
  patients: [],
  phiFields: [],
  containment: [],
  assignedTo: null,
  assessment: null,
};

function of<T>(reply: Result<T>): T {
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.message}`);
  return reply.value;
}

type Proofs = ReplyOf<typeof readIncidentProofs>;
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

/** Holds frozen proofs to the log's key and to copies of the events that somebody kept; gives the places that hold. */
async function heldBy(
  { platform, keys }: Aged,
  proofs: Proofs,
  copies: readonly LoggedEvent[],
): Promise<number[]> {
  const { practice_id } = await platform.db
    .selectFrom('practice')
    .select('practice_id')
    .executeTakeFirstOrThrow();
  const log = logKeyFrom(keys.logKey, `wardkeeper/${practice_id}`);
  expect(proofs.verifierKey).toBe(log.verifierKey);
  const roots = new Map(
    proofs.checkpoints.map(({ size, note }) => {
      const { checkpoint } = of(openCheckpoint(note, log.verifier));
      expect(checkpoint.size).toBe(size);
      return [size, checkpoint.root];
    }),
  );
  return proofs.events
    .filter(({ seq, leafHash, size, proof }) => {
      const copy = copies.find((one) => one.seq === seq);
      const root = roots.get(size);
      if (copy === undefined || root === undefined) throw new Error(`Nothing to hold ${seq} to`);
      const leaf = eventLeafHash(copy.event, copy.salt, hashes);
      expect(bytes(leafHash)).toEqual(leaf);
      return verifyInclusion({ leaf, index: seq, size, root, proof: proof.map(bytes) }, hashes);
    })
    .map(({ seq }) => seq);
}

onEveryEngine('the proofs of an incident', (engine, test) => {
  test('are frozen with the version that names an event, and hold once it is archived and destroyed', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 140);
    const { platform, client } = aged;
    try {
      const id = randomUUID();
      const copies = await readWhole(aged);
      const read = async (version?: number) =>
        of(await client.call(readIncidentProofs, { id, version }, { accessToken: await aged.token() }));
      // Of May, June and July, some beside each other, and one as an act of containment.
      const events = [3, 4, 5, 150, copies.length - 1];
      const containment: Incident['containment'] = [{ act: 'other', seq: 7, note: null }];
      const first = { ...content, events, containment };
      const accessToken = await aged.token();
      of(await client.call(createIncident, { id, incident: first }, { accessToken }));
      const frozen = await read();
      expect(frozen.events.map(({ seq }) => seq)).toEqual([3, 4, 5, 7, 150, copies.length - 1]);
      expect(await heldBy(aged, frozen, copies)).toEqual([3, 4, 5, 7, 150, copies.length - 1]);

      // What is named later is held to a later head; what was named before stays as it was, and 4 is named no more.
      await recordSome(platform, 'later', 50);
      const second = { ...content, events: [3, 5, 6, 150] };
      of(await client.call(saveIncident, { id, version: 1, incident: second }, { accessToken }));
      const third = { ...second, summary: 'Nothing new is named' };
      of(await client.call(saveIncident, { id, version: 2, incident: third }, { accessToken }));
      const now = await read();
      expect(now.events.map(({ seq }) => seq)).toEqual([3, 5, 6, 150]);
      expect(now.checkpoints).toHaveLength(2);
      const of6 = now.events.find(({ seq }) => seq === 6);
      expect(now.events.filter(({ seq }) => seq !== 6)).toEqual(
        frozen.events.filter(({ seq }) => [3, 5, 150].includes(seq)),
      );
      expect(of6?.size).toBe(now.checkpoints[1]?.size);
      expect(await read(1)).toEqual(frozen);

      const [may] = await archiveAll(aged);
      expect(await read()).toEqual(now);
      expect(await heldBy(aged, await read(), copies)).toEqual([3, 5, 6, 150]);
      // What is named first when it lies in an archive is proved as well.
      const fourth = { ...third, events: [...third.events, 8] };
      const token = await aged.token();
      of(await client.call(saveIncident, { id, version: 3, incident: fourth }, { accessToken: token }));
      expect(await heldBy(aged, await read(), copies)).toEqual([3, 5, 6, 8, 150]);

      const owner = engine.name === 'PGlite' ? platform.db : (await place.openAsOwner()).db;
      await yearsLater(platform, aged.keys, owner, 7.2 * 365.25 * DAY);
      const late = await aged.token();
      const asked = { archiveId: may?.archiveId ?? '', reason: 'Its time is over' };
      of(await client.call(purgeArchive, asked, { accessToken: late }));
      expect(await heldBy(aged, await read(), copies)).toEqual([3, 5, 6, 8, 150]);

      // Another event at its place does not hold.
      const forged = copies.map((copy) =>
        copy.seq === 6 ? { ...copy, event: { ...copy.event, verb: 'ANOTHER' } } : copy,
      );
      await expect(heldBy(aged, await read(), forged)).rejects.toThrow();
      const told = (await platform.events()).filter(({ verb }) => verb === 'INCIDENT_PROOFS_VIEWED');
      expect(told.length).toBeGreaterThan(0);
      expect(told.every(({ resource }) => resource?.id === id)).toBe(true);
    } finally {
      await platform.stop();
    }
  }, 120_000);

  test('stay as they were frozen, for the table’s owner too; of what is no incident there are none', async () => {
    const place = await engine.place();
    const aged = await agedPlatform(place, 20);
    const { platform, client } = aged;
    const db = engine.name === 'PostgreSQL' ? (await place.openAsOwner()).db : platform.db;
    try {
      const id = randomUUID();
      const accessToken = await aged.token();
      of(await client.call(createIncident, { id, incident: { ...content, events: [1] } }, { accessToken }));
      for (const change of [
        sql`update document_proof set seq = 2`,
        sql`delete from document_proof`,
        sql`truncate document_proof`,
        sql`update document_checkpoint set note = 'x'`,
        sql`delete from document_checkpoint`,
      ]) {
        expect(await change.execute(db).then(() => 'done', faultOf)).toBe('append-only');
      }
      for (const unknown of [{ id: randomUUID() }, { id, version: 9 }]) {
        expect(await client.call(readIncidentProofs, unknown, { accessToken })).toMatchObject({
          code: 'not-found',
        });
      }
      const provider = await platform.signInAs('provider');
      expect(await client.call(readIncidentProofs, { id }, { accessToken: provider })).toMatchObject({
        code: 'denied',
      });
    } finally {
      await platform.stop();
    }
  });
});

import { sql } from 'kysely';
import { expect } from 'vitest';
import { platformCalls } from '../../../src/shared/contract/platform/calls';
import type { PlatformCall } from '../../../src/shared/contract/platform/call';
import { statusOf } from '../../../src/shared/contract/platform/status';
import { errorCodes } from '../../../src/shared/domain/result';
import type { Database } from '../../../src/platform/database/schema';
import { z } from 'zod';
import { fuzzCases } from '../../helpers/fuzz/cases';
import { rawClient, type RawReply } from '../../helpers/fuzz/raw';
import { hostileTokens } from '../../helpers/fuzz/tokens';
import { onPgliteAndTwoNodes } from './engines';
import { adminName, freshKeys, sharedPlatform } from './running';

const refusal = z.strictObject({
  code: z.enum(errorCodes),
  message: z.string().min(1).max(500),
  hint: z.string().min(1).max(500),
  retryAfter: z.int().nonnegative().optional(),
});

const calls: readonly PlatformCall[] = Object.values(platformCalls);

/** What a reply does wrong; empty when nothing. */
function wrongWith(call: PlatformCall, { status, headers, body }: RawReply): string[] {
  const wrong: string[] = [];
  if (status >= 500) wrong.push(`status ${status}`);
  if (/\n\s+at |node_modules|\.ts:\d|\.js:\d/i.test(body)) wrong.push('shows our insides');
  // What was asked for may hold such words, since somebody wrote them: a refusal never does.
  if (status !== 200 && /select |insert /i.test(body)) wrong.push('shows our statements');
  if (headers['cache-control'] !== 'no-store') wrong.push('may be kept');
  if (headers['x-content-type-options'] !== 'nosniff') wrong.push('may be sniffed');
  if (!String(headers['content-security-policy']).startsWith("default-src 'none'")) wrong.push('may run');
  if (!String(headers['content-type']).startsWith('application/json')) wrong.push('is not JSON');
  if (status === 200) {
    if (!call.reply.safeParse(parsed(body)).success) wrong.push('is not the declared reply');
  } else {
    const refused = refusal.safeParse(parsed(body));
    if (!refused.success) wrong.push('is no refusal');
    else if (statusOf[refused.data.code] !== status) wrong.push('has another status than its code');
  }
  return wrong;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Calls are fuzzed, not the waits between two passwords, nor a session that has ended. */
const leavesBehind = [
  'auth.signIn',
  'auth.beginSecondFactor',
  'auth.signOut',
  'auth.endSessions',
  'auth.changePassword',
  'workforce.claimInvitation',
];

/** What may change only with an event, and how many events there are. */
async function stateOf(db: Database): Promise<{ state: string; events: number }> {
  const { rows } = await sql<{ state: string; events: number }>`
    select
      md5(concat(
        (select string_agg(practice::text, '|' order by practice_id) from practice),
        (select string_agg(account::text, '|' order by user_id) from account),
        (select string_agg(custom_role::text, '|' order by code) from custom_role),
        (select string_agg(address_block::text, '|' order by address_block_id) from address_block),
        (select string_agg(second_factor::text, '|' order by user_id) from second_factor),
        (select string_agg(patient::text, '|' order by patient_id) from patient),
        (select string_agg(concat(patient_id, household_id, user_id, version, mrn_index, email_index), '|'
          order by patient_id) from patient_record),
        (select string_agg(household_id::text, '|' order by household_id) from household),
        (select string_agg(concat(purpose, version, state, retired_at, destroyed_at), '|' order by purpose, version)
          from phi_key),
        (select string_agg(phi_opening::text, '|' order by user_id) from phi_opening),
        (select string_agg(request_count::text, '|' order by user_id, bulk) from request_count),
        (select string_agg(recovery_code::text, '|' order by code_digest) from recovery_code),
        (select string_agg(hipaa_setting::text, '|') from hipaa_setting),
        (select string_agg(hipaa_agreement::text, '|' order by agreement_id) from hipaa_agreement),
        (select string_agg(disclosure::text, '|' order by disclosure_id, version) from disclosure),
        (select string_agg(document_version::text, '|' order by document_id, version) from document_version),
        (select string_agg(document_proof::text, '|' order by document_id, seq) from document_proof),
        (select string_agg(document_checkpoint::text, '|' order by document_id, version) from document_checkpoint),
        (select string_agg(attestation::text, '|' order by provision, version) from attestation),
        (select string_agg(patient_consent::text, '|' order by id) from patient_consent),
        (select string_agg(research_waiver::text, '|' order by research_waiver_id) from research_waiver),
        (select string_agg(detection_setting::text, '|') from detection_setting),
        (select string_agg(identity_setting::text, '|') from identity_setting),
        (select string_agg(concat(alert_id, state, version), '|' order by alert_id) from alert),
        (select string_agg(session_move::text, '|' order by session_id, network, program) from session_move),
        (select string_agg(console_act::text, '|' order by act_id) from console_act),
        (select string_agg(concat(session_id, user_id, opened_at, expires_at, ended_at), '|' order by session_id)
          from session),
        (select string_agg(cosigner::text, '|' order by name, key_id) from cosigner),
        (select string_agg(cosignature::text, '|' order by name, key_id, size) from cosignature),
        (select string_agg(trail_question::text, '|' order by session_id, digest) from trail_question),
        (select string_agg(invitation::text, '|' order by invitation_id) from invitation),
        (select string_agg(provisioning::text, '|' order by provisioning_id) from provisioning),
        (select string_agg(provisioning_row::text, '|' order by provisioning_id, row) from provisioning_row),
        (select string_agg(concat(backup_id, outcome, reason, deleted_at), '|' order by backup_id) from backup),
        (select string_agg(break_glass::text, '|' order by break_glass_id) from break_glass),
        (select string_agg(concat(archive_id, month, first_seq, last_seq, state, sha256, purged_at), '|' order by month)
          from audit_archive),
        (select string_agg(concat(archive_id, chunk, sealed is null), '|' order by first_seq) from audit_archive_chunk),
        (select string_agg(archive_failure::text, '|' order by first_seq) from archive_failure),
        (select string_agg(retention_policy::text, '|' order by resource_type) from retention_policy),
        (select string_agg(legal_hold::text, '|' order by legal_hold_id) from legal_hold),
        (select string_agg(concat(record_archive_id, sha256), '|' order by version) from record_archive),
        (select string_agg(patient_erasure::text, '|' order by patient_erasure_id) from patient_erasure),
        (select string_agg(destruction_certificate::text, '|' order by certificate_id) from destruction_certificate),
        (select string_agg(encounter::text, '|' order by encounter_id) from encounter),
        (select string_agg(appointment::text, '|' order by appointment_id) from appointment),
        (select string_agg(care_team::text, '|' order by care_team_id) from care_team),
        (select string_agg(member::text, '|' order by care_team_id, user_id, since) from care_team_membership as member),
        (select string_agg(shift::text, '|' order by user_id, starts_at) from shift),
        (select string_agg(given::text, '|' order by patient_assignment_id) from patient_assignment as given),
        (select string_agg(referral::text, '|' order by referral_id) from referral),
        (select string_agg(link::text, '|' order by user_id, since) from patient_account as link),
        (select string_agg(failed_sign_in::text, '|' order by failed_at) from failed_sign_in),
        (select string_agg(reading::text, '|' order by session_id, first_seq)
          from (select session_id, first_seq from trail_reading) as reading)
      )) as state,
      (select count(*) from audit_intake) + (select size from checkpoint) as events`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('No state');
  return { state: row.state, events: Number(row.events) };
}

onPgliteAndTwoNodes('hostile requests', (engine, test) => {
  const keys = freshKeys();
  const shared = sharedPlatform(engine, keys);
  for (const call of calls) {
    test(`${call.name} answers each with a declared reply or a refusal, and does nothing unrecorded`, async () => {
      const platform = await shared();
      const loggedBefore = platform.logged.length;
      const clients = platform.nodes.map(({ address }) => rawClient(address));
      try {
        const accessToken = await platform.claim();
        const target = {
          launchSecret: platform.launchSecret,
          accessToken,
          hostileTokens: await hostileTokens(accessToken, keys.tokenKey, 1_780_000_000),
        };
        // The same for every node but for the host it answers to; they are asked in turn.
        const casesOf = platform.nodes.map(({ address }) =>
          fuzzCases(call, { ...target, host: new URL(address).host }, 20_260_105),
        );
        const cases = casesOf[0] ?? [];
        expect(cases.length).toBeGreaterThanOrEqual(200);

        const wrong: string[] = [];
        const codes = new Map<string, number>();
        const { password_hash } = await platform.db
          .selectFrom('account')
          .select('password_hash')
          .where('user_key', '=', adminName)
          .executeTakeFirstOrThrow();
        let before = await stateOf(platform.db);
        for (const [i, { name, mayEnd }] of cases.entries()) {
          const turn = i % clients.length;
          const request = casesOf[turn]?.[i]?.request;
          if (request === undefined) throw new Error('The nodes have other cases');
          const reply = (await clients[turn]?.send(request)) ?? null;
          if (reply === null && !mayEnd) wrong.push(`${name}: no reply`);
          if (reply !== null) {
            const isBare = request.method === 'HEAD';
            // Another method at the same path may be another call.
            const asked = calls.find(({ method, path }) => method === request.method && path === call.path);
            wrong.push(...(isBare ? [] : wrongWith(asked ?? call, reply)).map((what) => `${name}: ${what}`));
            const code = isBare ? 'head' : (refusal.safeParse(parsed(reply.body)).data?.code ?? 'ok');
            codes.set(code, (codes.get(code) ?? 0) + 1);
            // Who should not even be heard gets the same refusal whatever else they sent.
            if (
              /^header: (token|host|an origin|the null origin|our own origin|no x-|no launch|another launch|half)/.test(
                name,
              )
            ) {
              const isToken = name.startsWith('header: token');
              const expected = isToken ? (call.permission === 'anyone' ? null : 401) : 403;
              if (expected !== null && reply.status !== expected) wrong.push(`${name}: ${reply.status}`);
            }
          }
          const after = await stateOf(platform.db);
          if (after.state !== before.state && after.events === before.events)
            wrong.push(`${name}: unrecorded`);
          before = after;
          if (leavesBehind.includes(call.name)) {
            await platform.db.deleteFrom('failed_sign_in').execute();
            await platform.db.updateTable('address_block').set({ released_at: 0 }).execute();
            await platform.db.updateTable('session').set({ ended_at: null }).execute();
            await platform.db
              .updateTable('account')
              .set({ password_hash })
              .where('user_key', '=', adminName)
              .execute();
            before = await stateOf(platform.db);
          }
        }
        const tally = [...codes].map(([code, count]) => `${code} ${count}`).join(', ');
        process.stdout.write(`${call.name} on ${engine.name} × ${engine.nodes}: ${cases.length} cases: ${tally}\n`);
        expect(wrong).toEqual([]);
        expect(
          platform.logged
            .slice(loggedBefore)
            .filter((line) => line.includes('request-failed') || line.includes('misfit')),
        ).toEqual([]);
      } finally {
        for (const client of clients) client.close();
      }
    });
  }
});

import { createAgreement } from '../../../src/shared/contract/platform/hipaa-agreements';
import {
  changeHipaaSettings,
  readHipaaSettings,
  type HipaaSettings,
} from '../../../src/shared/contract/platform/hipaa-settings';
import type { RequestOf } from '../../../src/shared/contract/platform/call';
import type { PlatformSettings } from '../../../src/platform/start';
import baaRequest from '../../fixtures/golden/ep-050/baa-request.json';
import type { TestPlatform } from './running';

/** A practice of real people. */
export const realPractice: Partial<PlatformSettings> = {
  practice: { name: 'Cedar Grove', timeZone: 'America/Chicago', synthetic: false },
};

export const signedAgreement = baaRequest as RequestOf<typeof createAgreement>;

/** Changes settings as they are now. */
export async function changeSettings(
  { client }: TestPlatform,
  accessToken: string,
  change: Partial<Omit<HipaaSettings, 'version'>>,
) {
  const read = await client.call(readHipaaSettings, {}, { accessToken });
  if (!read.ok) throw new Error(read.message);
  const changed = await client.call(
    changeHipaaSettings,
    { ...read.value.settings, ...change },
    { accessToken },
  );
  if (!changed.ok) throw new Error(changed.message);
  return changed.value;
}

/** All four controls in place, for a service with its key: gives the agreement's id. */
export async function makeReady(platform: TestPlatform, accessToken: string): Promise<string> {
  await changeSettings(platform, accessToken, { enabled: true, region: 'us-east-1' });
  const agreed = await platform.client.call(createAgreement, signedAgreement, { accessToken });
  if (!agreed.ok) throw new Error(agreed.message);
  return agreed.value.id;
}

/** The reply as it goes over the wire, which the client would cut to what is declared. */
export async function raw(
  { transport }: TestPlatform,
  accessToken: string,
  method: string,
  target: string,
  body: object | null = null,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await transport()(
    {
      method,
      target,
      body: body === null ? null : JSON.stringify(body),
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body !== null && { 'content-type': 'application/json' }),
      },
    },
    Infinity,
  );
  return { status: reply.status, body: JSON.parse(reply.body) as Record<string, unknown> };
}

/** What wraps the keys of patient data is put in place of another's: none of them opens any more. */
export async function spoilPhiKeys({ db }: TestPlatform): Promise<void> {
  await db.updateTable('phi_key').set({ wrapped: 'AAAA' }).where('purpose', '=', 'field').execute();
}

import { signIn, signOut, whoAmI } from '../../shared/contract/platform/auth';
import type { ReplyOf } from '../../shared/contract/platform/call';
import type { PlatformClient } from '../../shared/contract/platform/client';
import { ok, type Result } from '../../shared/domain/result';
import type { ReachedPlatform } from '../reach/reach';
import type { Who } from '../session';
import type { Online, Tokens } from '../sync/platform-session';

/** Somebody's session at the platform. */
export interface PlatformSignIn {
  who: Who;
  online: Online;
  previousSignIn: ReplyOf<typeof signIn>['previousSignIn'];
  /** The platform asked for a second factor. */
  secondFactor: boolean;
  /** The key of its log as this computer pinned it, or null. */
  verifierKey: string | null;
  /** Ends it at the platform, as far as that answers within a second. */
  signOut(): Promise<void>;
}

export interface Credentials {
  userName: string;
  password: string;
  code?: string | undefined;
}

const SIGN_OUT_MS = 1_000;

/** Opens a session. `accountEnded` hears, now or later, that the platform knows whose it is and has ended the account. */
export async function signInAtPlatform(
  { client, verifierKey }: ReachedPlatform,
  { userName, password, code }: Credentials,
  accountEnded: () => void,
  signal: AbortSignal,
): Promise<Result<PlatformSignIn>> {
  let accessToken = '';
  const watched = watchedClient(client, accountEnded, (renewed) => {
    accessToken = renewed;
  });
  const signedIn = await watched.call(
    signIn,
    { userName, password, ...(code !== undefined && { code }) },
    { signal },
  );
  if (!signedIn.ok) return signedIn;
  const { account: _, previousSignIn, recoveryCodesLeft, ...tokens } = signedIn.value;
  accessToken = tokens.accessToken;
  const end = async () => {
    // The person's consoles elsewhere stay signed in: one that locks, as after minutes of rest, signs nobody out.
    await client.call(signOut, { onlyThis: true }, { accessToken, signal: AbortSignal.timeout(SIGN_OUT_MS) });
  };
  const who = await watched.call(whoAmI, {}, { accessToken, signal });
  if (!who.ok) {
    void end();
    return who;
  }
  return ok({
    who: who.value,
    online: { client: watched, tokens },
    previousSignIn,
    secondFactor: recoveryCodesLeft !== null,
    verifierKey,
    signOut: end,
  });
}

/** The same client, overheard: for the newest access token, and for the end of the account. */
function watchedClient(
  client: PlatformClient,
  accountEnded: () => void,
  renewed: (accessToken: string) => void,
): PlatformClient {
  return {
    async call(call, request, options) {
      const reply = await client.call(call, request, options);
      if (!reply.ok && reply.code === 'account-ended') accountEnded();
      if (reply.ok && call.name === 'auth.refreshSession') renewed((reply.value as Tokens).accessToken);
      return reply;
    },
  };
}

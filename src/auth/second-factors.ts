import { passkey } from '@better-auth/passkey';
import { APIError } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins';

interface SecondFactorsConfig {
  /** Origin of the pages. */
  url: string;
  trustedOrigins: string[];
}

interface Verification {
  registrationInfo?: { userVerified: boolean } | undefined;
  authenticationInfo?: { userVerified: boolean } | undefined;
}

/** A code that is wrong ten times in a row closes the second step for a quarter of an hour. */
export const secondFactorRateLimits = { '/two-factor/*': { window: 60, max: 20 } };

/** Two-step verification by an authenticator app: a password alone makes no session. */
export function authenticatorApp() {
  return twoFactor({
    issuer: 'Throughline',
    twoFactorCookieMaxAge: 5 * 60,
    // No browser skips the step: one that is trusted for 30 days would be in no list.
    trustDeviceMaxAge: 0,
  });
}

/**
 * Passkeys. One signs in by itself, past the second step, and so must be two factors: the device, and
 * whoever unlocks it.
 */
export function passkeys({ url, trustedOrigins }: SecondFactorsConfig) {
  return passkey({
    rpID: new URL(url).hostname,
    rpName: 'Throughline',
    origin: trustedOrigins,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: { afterVerification: ({ verification }) => requireUnlocked(verification) },
    authentication: { afterVerification: ({ verification }) => requireUnlocked(verification) },
  });
}

async function requireUnlocked({ registrationInfo, authenticationInfo }: Verification) {
  if ((registrationInfo ?? authenticationInfo)?.userVerified === true) return;
  throw new APIError('UNAUTHORIZED', {
    code: 'USER_NOT_VERIFIED',
    message: 'The passkey was used without unlocking the device.',
  });
}

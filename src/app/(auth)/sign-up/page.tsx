import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '#src/auth/current-session.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { AuthPanel } from '#src/features/account/auth-panel.tsx';
import { safeReturnPath } from '#src/features/account/return-path.ts';

export const metadata: Metadata = { title: 'Create account' };

export default async function SignUpPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next } = await searchParams;
  const returnPath = safeReturnPath(typeof next === 'string' ? next : undefined);
  if (await currentSession()) redirect(returnPath);
  const { requireEmailVerification } = loadWebConfig();
  return (
    <AuthPanel mode="sign-up" next={returnPath} verificationRequired={requireEmailVerification} />
  );
}

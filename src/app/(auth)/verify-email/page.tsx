import type { Metadata } from 'next';
import { VerifyEmail } from '#src/features/account/verify-email.tsx';

export const metadata: Metadata = { title: 'Confirm your email address' };

export default function VerifyEmailPage() {
  return <VerifyEmail />;
}

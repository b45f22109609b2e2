import type { Metadata } from 'next';
import { ForgotPasswordForm } from '#src/features/account/forgot-password-form.tsx';

export const metadata: Metadata = { title: 'Forgot password' };

export default function ForgotPasswordPage() {
  return <ForgotPasswordForm />;
}

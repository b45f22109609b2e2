import type { Metadata } from 'next';
import { readAccountSettings } from '#src/auth/account-settings.ts';
import { identity } from '#src/auth/identity.ts';
import { SettingsPanel } from '#src/features/account/settings/settings-panel.tsx';
import { requireSession } from '../../require-session.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const session = await requireSession();
  const { sessions, passkeys } = await readAccountSettings(identity().database, session);
  return (
    <SettingsPanel
      name={session.name}
      email={session.email}
      emailVerified={session.emailVerified}
      twoFactorEnabled={session.twoFactorEnabled}
      sessions={sessions}
      passkeys={passkeys}
    />
  );
}

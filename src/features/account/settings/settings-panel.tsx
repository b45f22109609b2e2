import { AccountSection } from './account-section.tsx';
import { ApprovalsSection } from './approvals-section.tsx';
import { PasskeysSection, type StoredPasskey } from './passkeys-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { type OpenSession, SessionsSection } from './sessions-section.tsx';
import { TwoStepSection } from './two-step-section.tsx';

interface SettingsPanelProps {
  name: string;
  email: string;
  emailVerified: boolean;
  twoFactorEnabled: boolean;
  sessions: OpenSession[];
  passkeys: StoredPasskey[];
}

/** What a person decides about their own account. */
export function SettingsPanel(props: SettingsPanelProps) {
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
      <h1 className="mb-6 text-2xl font-semibold tracking-[-0.022em]">Settings</h1>
      <div className="flex flex-col gap-9">
        <AccountSection name={props.name} email={props.email} emailVerified={props.emailVerified} />
        <PasswordSection email={props.email} />
        <TwoStepSection isOn={props.twoFactorEnabled} />
        <ApprovalsSection />
        <PasskeysSection passkeys={props.passkeys} />
        <SessionsSection sessions={props.sessions} />
      </div>
    </div>
  );
}

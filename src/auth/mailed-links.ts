import type { AuthDatabase } from '#src/db/client.ts';
import { createMailTokens, type MailTokens } from './mail-tokens.ts';
import type { SendMail } from './mailer.ts';

interface Recipient {
  id: string;
  name: string;
  email: string;
}

export interface MailedLinks {
  tokens: MailTokens;
  sendReset(user: Recipient): Promise<void>;
  sendVerification(user: Recipient): Promise<void>;
  /** Somebody tried to sign up with an address that has an account. */
  sendAccountExists(user: Recipient): void;
  sendPasskeyAdded(user: Recipient): void;
}

/**
 * The mails that lead back to us. A link carries its token behind the `#`, which browsers keep to
 * themselves: no log and no Referer has it. A page, not the link itself, acts: mail scanners follow
 * links.
 */
export function createMailedLinks(
  database: AuthDatabase,
  sendMail: SendMail,
  url: string,
): MailedLinks {
  const tokens = createMailTokens(database);
  return {
    tokens,
    async sendReset({ id, name, email }) {
      const token = await tokens.issue('reset-password', id);
      if (token === undefined) return;
      sendMail({
        to: email,
        subject: 'Reset your Throughline password',
        text: paragraphs(
          `Hello ${oneLine(name)},`,
          'to choose a new password, open this link within half an hour:',
          `${url}/reset-password#${token}`,
          'It works once. If you did not ask for it, do nothing: your password stays as it is.',
        ),
      });
    },
    async sendVerification({ id, name, email }) {
      const token = await tokens.issue('verify-email', id);
      if (token === undefined) return;
      sendMail({
        to: email,
        subject: 'Confirm your email address for Throughline',
        text: paragraphs(
          `Hello ${oneLine(name)},`,
          'to confirm that this address is yours, open this link within a day:',
          `${url}/verify-email#${token}`,
          'If you did not create an account, do nothing.',
        ),
      });
    },
    sendAccountExists({ name, email }) {
      sendMail({
        to: email,
        subject: 'You have a Throughline account already',
        text: paragraphs(
          `Hello ${oneLine(name)},`,
          'somebody tried to create an account with this address, which has one. If it was you, sign in, or choose a new password:',
          `${url}/forgot-password`,
          'If it was not you, do nothing.',
        ),
      });
    },
    sendPasskeyAdded({ name, email }) {
      sendMail({
        to: email,
        subject: 'A passkey was added to your Throughline account',
        text: paragraphs(
          `Hello ${oneLine(name)},`,
          'somebody who knows your password added a passkey to your account. If it was you, do nothing.',
          'If it was not you, remove the passkey and change your password in Settings:',
          `${url}/settings`,
        ),
      });
    },
  };
}

function paragraphs(...texts: string[]): string {
  return `${texts.join('\n\n')}\n`;
}

/** A name was typed by whoever signed up: it must not pass for another line, or for a link. */
function oneLine(name: string): string {
  return name.replaceAll(/\s+/g, ' ').replaceAll(/[./:]/g, ' ').slice(0, 60).trim();
}

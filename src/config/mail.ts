import { z } from 'zod';
import { Flag } from './variables.ts';

export const mailVariables = {
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'it must be an SMTP URL such as smtp://user:password@mail.example.com:587',
    })
    .optional(),
  MAIL_FROM: z.string().default('Throughline <no-reply@localhost>'),
  MAIL_OUTBOX: z
    .enum(['off', 'log', 'page'], { error: 'it must be off, log or page' })
    .default('off'),
  REQUIRE_EMAIL_VERIFICATION: Flag.optional(),
};

export interface MailConfig {
  smtpUrl: string | undefined;
  from: string;
  /**
   * Where mail goes without SMTP: nowhere; into the outbox and, links included, the log; or there
   * and on the page /dev/outbox as well, which opens any account to whoever sees it.
   */
  outbox: 'off' | 'log' | 'page';
}

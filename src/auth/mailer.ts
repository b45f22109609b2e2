import { createTransport } from 'nodemailer';
import type { MailConfig } from '#src/config/mail.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import { newId } from '#src/platform/new-id.ts';

export interface Mail {
  to: string;
  subject: string;
  /** Plain text, its paragraphs apart. */
  text: string;
}

/** Sends in its own time: how long it takes, and whether it works, tells the caller nothing. */
export type SendMail = (mail: Mail) => void;

const timeoutMs = 15_000;
const outboxLifeMs = 24 * 60 * 60 * 1000;

/** By SMTP; without it into the outbox, where that is on, and the log. */
export function createMailer(
  { smtpUrl, from, outbox }: MailConfig,
  database: AuthDatabase,
  logger: Logger,
): SendMail {
  const deliver = smtpUrl === undefined ? keep : bySmtp(smtpUrl);

  function bySmtp(url: string): (mail: Mail) => Promise<void> {
    const transport = createTransport({
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    return async (mail) => {
      await transport.sendMail({ from, ...mail });
    };
  }

  async function keep({ to, subject, text }: Mail): Promise<void> {
    if (outbox === 'off') {
      logger.error({ subject }, 'a mail was not sent: set SMTP_URL');
      return;
    }
    const before = new Date(Date.now() - outboxLifeMs);
    await database.outboxMail.deleteMany({ where: { createdAt: { lt: before } } });
    await database.outboxMail.create({ data: { id: newId(), to, subject, text } });
    const link = /https?:\S+/.exec(text)?.[0];
    logger.info({ to, subject, link }, 'a mail for the outbox: no SMTP_URL is set');
  }

  return (mail) => {
    // The error of a mail server may hold the address; its code says enough.
    deliver(mail).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      logger.error({ subject: mail.subject, code }, 'a mail could not be sent');
    });
  };
}

import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { readOutbox } from '#src/auth/outbox.ts';

export const metadata: Metadata = { title: 'Outbox' };

/** The mails that nobody was sent, while developing. Anywhere else there is no such page. */
export default async function OutboxPage() {
  const mails = await readOutbox(await headers());
  if (!mails) notFound();
  return (
    <main className="mx-auto w-full max-w-2xl px-4 py-10">
      <h1 className="text-2xl font-semibold tracking-[-0.022em]">Outbox</h1>
      <p className="mt-1.5 mb-7 text-sm text-muted-foreground">
        Mail that was sent to nobody, since no SMTP server is set. The latest comes first.
      </p>
      {mails.length === 0 ? <p className="text-sm">Nothing yet.</p> : null}
      <ul className="flex flex-col gap-4">
        {mails.map(({ id, to, subject, text }) => (
          <li key={id} className="rounded-lg border border-border bg-card p-4 shadow-rest">
            <h2 className="text-sm font-medium">{subject}</h2>
            <p className="text-[0.8125rem] wrap-anywhere text-muted-foreground">To {to}</p>
            <div className="mt-3 flex flex-col gap-3 text-sm wrap-anywhere">
              {text
                .trim()
                .split('\n\n')
                .map((paragraph) =>
                  paragraph.startsWith('http') ? (
                    <a
                      key={paragraph}
                      href={paragraph}
                      className="text-primary-text underline underline-offset-4"
                    >
                      {paragraph}
                    </a>
                  ) : (
                    <p key={paragraph}>{paragraph}</p>
                  ),
                )}
            </div>
          </li>
        ))}
      </ul>
    </main>
  );
}

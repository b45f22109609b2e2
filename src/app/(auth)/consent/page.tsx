import type { Metadata } from 'next';
import { readAuthorizationRequest } from '#src/auth/authorization-request.ts';
import { identity } from '#src/auth/identity.ts';
import { ConsentPanel } from '#src/features/connections/consent-panel.tsx';
import { RequestRefused } from '#src/features/connections/request-refused.tsx';
import { signInPath } from '#src/features/account/return-path.ts';
import { requireSession } from '../../require-session.ts';

export const metadata: Metadata = { title: 'Connect a client' };

export default async function ConsentPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const given = await searchParams;
  const parameters = new URLSearchParams(
    Object.entries(given).flatMap(([name, value = []]) =>
      [value].flat().map((each) => [name, each]),
    ),
  );
  // The provider ends here what it cannot send back to a client. Its words are in the address, where
  // anyone can put others: the page has its own.
  if (parameters.has('error')) return <RequestRefused reason="wrong" />;
  const { email } = await requireSession();
  const { auth, database } = identity();
  const request = await readAuthorizationRequest(auth, database, parameters);
  if (!request) return <RequestRefused reason="expired" />;
  return (
    <ConsentPanel
      request={request}
      email={email}
      signInPath={signInPath(`/consent?${request.query}`)}
    />
  );
}

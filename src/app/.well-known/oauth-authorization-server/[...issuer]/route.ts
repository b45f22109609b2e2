import { identity } from '#src/auth/identity.ts';

export const dynamic = 'force-dynamic';

/** RFC 8414 §3.1: the metadata lies at the origin's root, with the issuer's path behind it. */
export const GET = (request: Request) => identity().handle(request);

import { identity } from '#src/auth/identity.ts';

export const dynamic = 'force-dynamic';

const handle = (request: Request) => identity().handle(request);

export { handle as GET, handle as POST };

export const dynamic = 'force-dynamic';

/** Alive: says nothing of the database, which a restart of this process would not mend. */
export const GET = () => Response.json({ status: 'ok' });

import { type AuthConfig, createAuth } from '#src/auth/server.ts';
import { Scope } from '#src/contracts/scope.ts';
import { createAuthDatabase, createTenantDatabase } from '#src/db/client.ts';
import { withActor } from '#src/db/with-actor.ts';
import type { Logger } from '#src/platform/logger.ts';
import { newId } from '#src/platform/new-id.ts';
import { demoEmail, demoTasks } from './demo-tasks.ts';

/** Until the tasks are there: an account that was cut short is made anew. */
const unfinishedEmail = `unfinished-${demoEmail}`;

/**
 * Gives a database without any person in it a demo account with a dozen tasks.
 * @param databaseUrls connection strings of the web's and the tools' roles
 * @returns whether the demo account is there, from now or from before
 */
export async function seed(options: {
  auth: AuthConfig;
  databaseUrls: { web: string; tools: string };
  demoPassword: string;
  logger: Logger;
}): Promise<boolean> {
  const database = createAuthDatabase(options.databaseUrls.web);
  try {
    await database.user.deleteMany({ where: { email: unfinishedEmail } });
    if ((await database.user.findFirst({ select: { id: true } })) !== null) {
      return (await database.user.findUnique({ where: { email: demoEmail } })) !== null;
    }
    const auth = createAuth(options.auth, database, options.logger);
    const { user } = await auth.api.signUpEmail({
      body: { name: 'Demo', email: unfinishedEmail, password: options.demoPassword },
    });
    // Signing up signs in; nobody holds this session.
    await database.session.deleteMany({ where: { userId: user.id } });
    await seedTasks(options.databaseUrls.tools, user.id);
    await database.user.update({ where: { id: user.id }, data: { email: demoEmail } });
    return true;
  } finally {
    await database.$disconnect();
  }
}

async function seedTasks(databaseUrl: string, userId: string): Promise<void> {
  const database = createTenantDatabase(databaseUrl);
  const actor = {
    kind: 'user' as const,
    userId,
    sessionId: 'seed',
    scopes: [...Scope.options],
  };
  try {
    await withActor(database, actor, (transaction) =>
      transaction.task.createMany({
        data: demoTasks(new Date()).map((task) => ({ ...task, id: newId(), userId })),
      }),
    );
  } finally {
    await database.prisma.$disconnect();
  }
}

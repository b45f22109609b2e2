// Stands in for the entry point of PostgreSQL's official image where that cannot be pulled: the same
// variables, volume and readiness.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';

const { POSTGRES_PASSWORD = '', POSTGRES_DB = 'postgres', POSTGRES_INITDB_ARGS = '' } = process.env;
const bin = '/usr/lib/postgresql/bin';
const data = '/var/lib/postgresql/data';
// PostgreSQL takes what it is not told from these.
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

if (!existsSync(`${data}/PG_VERSION`)) {
  writeFileSync('/tmp/password', POSTGRES_PASSWORD, { mode: 0o600 });
  const flags = ['--username=postgres', '--pwfile=/tmp/password', '--auth=scram-sha-256'];
  const given = POSTGRES_INITDB_ARGS.split(' ').filter((flag) => flag !== '');
  execFileSync(`${bin}/initdb`, ['-D', data, ...flags, ...given], { env, stdio: 'inherit' });
  writeFileSync(`${data}/pg_hba.conf`, 'host all all all scram-sha-256\n');
  execFileSync(`${bin}/postgres`, ['--single', '-D', data, 'postgres'], {
    env,
    input: `CREATE DATABASE "${POSTGRES_DB}"\n`,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
}
const server = spawn(`${bin}/postgres`, ['-D', data, '-h', '*', '-k', ''], {
  env,
  stdio: 'inherit',
});
// A fast shutdown, as the official image asks for.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.kill('SIGINT'));
server.on('exit', (code) => process.exit(code ?? 1));

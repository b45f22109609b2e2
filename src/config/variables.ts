import { z } from 'zod';
import { isForbiddenUrl } from './forbidden-address.ts';

const URL_MESSAGE = 'it must be an http(s) URL such as http://localhost:8000';

/** An http(s) address without a trailing slash. */
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: URL_MESSAGE })
  .refine((url) => !isForbiddenUrl(url), 'it must not be a link-local or metadata address')
  .overwrite((url) => url.replace(/\/+$/, ''));

export const DatabaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error:
    'it must be a PostgreSQL URL such as postgresql://user:password@127.0.0.1:5432/throughline',
});

export const Port = z.coerce
  .number({ error: 'it must be a port number' })
  .int('it must be a port number')
  .min(1, 'it must be between 1 and 65535')
  .max(65_535, 'it must be between 1 and 65535');

/** The address a server binds to; containers set 0.0.0.0. */
export const Host = z.string().default('127.0.0.1');

export const Secret = z.string({ error: 'it must be a secret of at least 32 characters' }).min(32, {
  error: 'it must be at least 32 characters long',
});

/** Values separated by commas. */
export const List = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

export const Secrets = List.pipe(z.array(Secret));

/** Addresses or networks of proxies, separated by commas. */
export const TrustedProxies = List.default([]).pipe(
  z.array(
    z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
      error: 'it must be addresses or networks such as 10.0.0.0/8, separated by commas',
    }),
  ),
);

export const PerMinute = z.coerce
  .number({ error: 'it must be a number a minute' })
  .int('it must be a whole number')
  .min(1, 'it must be at least 1');

/** 1 or 0. */
export const Flag = z
  .enum(['0', '1'], { error: 'it must be 1 or 0' })
  .transform((value) => value === '1');

/** Off unless it is said. */
export const Switch = Flag.default(false);

export const LogLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

/** Both names of this machine, where an address uses one of them: people type either. */
export function loopbackSpellings(origin: string): string[] {
  const url = new URL(origin);
  if (!isLoopback(url.origin)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return [`${url.protocol}//localhost${port}`, `${url.protocol}//127.0.0.1${port}`];
}

/** Whether an address is of this machine alone. */
export function isLoopback(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin);
}

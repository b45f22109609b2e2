import { expect, test } from 'vitest';
import { isOutboxShown } from './is-outbox-shown.ts';

const shown = (
  outbox: 'off' | 'log' | 'page',
  url: string,
  host: string,
  peer: string | undefined = '127.0.0.1',
) => isOutboxShown({ mail: { smtpUrl: undefined, from: '', outbox }, url }, host, peer);
const local = 'http://localhost:3000';

test('mail that was sent to nobody is shown where that was asked for', () => {
  expect(shown('page', local, 'localhost:3000')).toBe(true);
  expect(shown('page', local, '127.0.0.1:3000', '::1')).toBe(true);
  expect(shown('page', local, '127.0.0.1:3000', '::ffff:127.0.0.1')).toBe(true);
});

test.each(['off', 'log'] as const)('and nowhere else: not with MAIL_OUTBOX=%s', (outbox) => {
  expect(shown(outbox, local, 'localhost:3000')).toBe(false);
});

test.each([
  ['https://throughline.example', 'localhost:3000'],
  [local, 'throughline.example'],
  [local, 'localhost.throughline.example:3000'],
  [local, '127.0.0.1.throughline.example'],
  [local, 'x@localhost:3000'],
  [local, '10.0.0.7:3000'],
  [local, ''],
])('nor at %s under the name %j', (url, host) => {
  expect(shown('page', url, host)).toBe(false);
});

test.each(['10.0.0.7', '::ffff:10.0.0.7', 'fe80::1', '', 'localhost'])(
  'nor to %j, whatever name it asks under',
  (peer) => {
    expect(shown('page', local, 'localhost:3000', peer)).toBe(false);
  },
);

test('nor where nobody knows who asks', () => {
  const config = { mail: { smtpUrl: undefined, from: '', outbox: 'page' as const }, url: local };
  expect(isOutboxShown(config, 'localhost:3000', undefined)).toBe(false);
});

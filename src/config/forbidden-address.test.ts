import { expect, test } from 'vitest';
import { HttpUrl } from './variables.ts';

test.each([
  'http://169.254.169.254/latest/meta-data',
  'http://169.254.169.254./',
  'http://0xA9FEA9FE/',
  'http://2852039166/',
  'http://0251.0376.0251.0376/',
  'http://0xa9.254.0251.254/',
  'http://169.254.43518/',
  'http://①⑥⑨.254.169.254/',
  'http://169.254.0.1/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fd00:0ec2:0:0:0:0:0:254]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::a9fe:a9fe]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://100.100.100.200/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://METADATA.google.internal../',
  'http://user:password@169.254.169.254/',
])('%s is no address that a variable may name', (url) => {
  expect(HttpUrl.safeParse(url).error?.issues[0]?.message).toContain('metadata');
});

test.each([
  'http://127.0.0.1:8002/v1',
  'http://localhost:3000',
  'http://192.168.1.20:11434/v1',
  'http://10.0.0.5',
  'http://[::1]:8000',
  'http://[fd12::1]',
  'http://model.internal:8080',
  'https://api.openai.com/v1',
])('%s may be: private addresses are the operator’s to choose', (url) => {
  expect(HttpUrl.safeParse(url).success).toBe(true);
});

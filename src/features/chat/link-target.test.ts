import { expect, test } from 'vitest';
import { linkTarget } from './link-target.ts';

test('a link to the web shows the host that it goes to', () => {
  expect(linkTarget('https://example.com/a?b=1')).toEqual({
    kind: 'outside',
    url: 'https://example.com/a?b=1',
    host: 'example.com',
  });
});

test('a link to a page of ours stays in the app', () => {
  expect(linkTarget('/tasks?status=open')).toEqual({ kind: 'page', path: '/tasks?status=open' });
});

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'https://bank.example@evil.example/',
  '//evil.example/tasks',
  '/api/auth/sign-out',
  '/tasks\\@evil.example',
  '/tasks/..//evil.example',
  '/tasks/../.././/evil.example',
  '/chat/%2e%2e//evil.example',
  '/tasks/../api/auth/sign-out',
  '/tasksevil',
  '#anchor',
  '',
  undefined,
])('%s is not a link', (href) => {
  expect(linkTarget(href)).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { safeReturnPath, signInPath } from './return-path.ts';

describe('safeReturnPath', () => {
  test('keeps a path of this site with its query and hash', () => {
    expect(safeReturnPath('/tasks?status=done#top')).toBe('/tasks?status=done#top');
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/./\\evil.example',
    '/%2e//evil.example',
    '/tasks/..//evil.example',
    'javascript:alert(1)',
    'tasks',
    '',
    null,
    undefined,
  ])('never leads to another origin: %j', (next) => {
    expect(safeReturnPath(next)).toBe('/');
  });

  test('does not lead back to sign-in, sign-up or the API', () => {
    expect(safeReturnPath('/sign-in?next=/tasks')).toBe('/');
    expect(safeReturnPath('/sign-up')).toBe('/');
    expect(safeReturnPath('/api/auth/sign-out')).toBe('/');
  });
});

describe('signInPath', () => {
  test('carries the path to return to', () => {
    expect(signInPath('/chat/1?x=2')).toBe('/sign-in?next=%2Fchat%2F1%3Fx%3D2');
    expect(signInPath('//evil.example')).toBe('/sign-in');
  });
});

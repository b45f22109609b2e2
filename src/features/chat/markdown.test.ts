import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from './markdown.tsx';

function html(text: string, streaming = false): string {
  return renderToStaticMarkup(createElement(Markdown, { text, streaming }));
}

test.each([
  '<script>alert(1)</script>',
  'before <img src=x onerror=alert(1)> after',
  '<iframe src="https://evil.example"></iframe>',
  '<style>body{background:url(https://evil.example/a)}</style>',
  '<a href="javascript:alert(1)">x</a>',
  '<svg onload=alert(1)>',
])('HTML in the text is shown as text: %s', (text) => {
  expect(html(text)).not.toMatch(/<(script|img|iframe|style|svg)|<a /);
});

test('an image is named and never fetched', () => {
  const shown = html('![a chart](https://evil.example/a.png?secret=1)');
  expect(shown).toContain('[image: a chart]');
  expect(shown).not.toContain('evil.example');
});

test('a link shows the host that it goes to', () => {
  expect(html('[my bank](https://evil.example/login)')).toContain('(evil.example)');
});

test('a link that may run code is plain text', () => {
  expect(html('[click](javascript:alert(1))')).not.toContain('href');
});

test('a half-written answer does not show its markup', () => {
  expect(html('This is **very impor', true)).not.toContain('**');
  expect(html('```ts\nconst a', true)).toContain('<pre');
});

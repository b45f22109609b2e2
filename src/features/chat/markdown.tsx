'use client';
import { clsx } from 'clsx';
import { Check, Copy } from 'lucide-react';
import Link from 'next/link';
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react';
import { type Components, defaultRehypePlugins, Streamdown } from 'streamdown';
import { IconButton } from '#src/ui/icon-button.tsx';
import { linkTarget } from './link-target.ts';
import { ScrollRegion } from './scroll-region.tsx';

/**
 * A model's text. It is not to be trusted: no HTML, no images, and links that show where they go
 * (THREATS T16). `streaming` closes what is still open, such as a half-written list or code block.
 */
export function Markdown({ text, streaming }: { text: string; streaming: boolean }) {
  return (
    <Streamdown
      mode={streaming ? 'streaming' : 'static'}
      className="space-y-3 leading-relaxed wrap-anywhere"
      components={components}
      rehypePlugins={rehypePlugins}
      skipHtml
    >
      {text}
    </Streamdown>
  );
}

/** The defaults without the one that turns HTML in the text into elements. */
const rehypePlugins = Object.entries(defaultRehypePlugins)
  .filter(([name]) => name === 'sanitize')
  .map(([, plugin]) => plugin);

const components: Components = {
  a: ({ href, children }) => <MarkdownLink href={href}>{children}</MarkdownLink>,
  img: ({ alt }) => <span className="text-muted-foreground">[image{alt ? `: ${alt}` : ''}]</span>,
  p: ({ children }) => <p>{children}</p>,
  h1: ({ children }) => <Heading>{children}</Heading>,
  h2: ({ children }) => <Heading>{children}</Heading>,
  h3: ({ children }) => <Heading>{children}</Heading>,
  h4: ({ children }) => <Heading>{children}</Heading>,
  h5: ({ children }) => <Heading>{children}</Heading>,
  h6: ({ children }) => <Heading>{children}</Heading>,
  ul: ({ children }) => (
    <ul className="list-disc space-y-1 pl-5 marker:text-faint-foreground">{children}</ul>
  ),
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-1 pl-5 marker:text-faint-foreground">
      {children}
    </ol>
  ),
  li: ({ children }) => (
    <li className="pl-1 has-[>input]:-ml-5 has-[>input]:list-none [&>p]:inline">{children}</li>
  ),
  strong: ({ children }) => <strong className="font-semibold">{children}</strong>,
  blockquote: ({ children }) => (
    <blockquote className="space-y-3 border-l-2 border-input pl-4 text-muted-foreground">
      {children}
    </blockquote>
  ),
  hr: () => <hr className="my-5 border-border" />,
  code: ({ children }) => (
    <code className="rounded-sm bg-accent px-1 py-0.5 font-mono text-[0.875em]">{children}</code>
  ),
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <ScrollRegion label="Table" className="overflow-x-auto rounded-lg border border-border">
      <table className="w-full border-collapse text-left text-sm">{children}</table>
    </ScrollRegion>
  ),
  thead: ({ children }) => <thead className="bg-muted text-muted-foreground">{children}</thead>,
  tbody: ({ children }) => <tbody className="divide-y divide-border">{children}</tbody>,
  tr: ({ children }) => <tr>{children}</tr>,
  th: ({ children, style }) => (
    <th
      scope="col"
      className={clsx('px-3 py-2 font-medium whitespace-nowrap', alignment(style?.textAlign))}
    >
      {children}
    </th>
  ),
  td: ({ children, style }) => (
    <td className={clsx('px-3 py-2 align-top', alignment(style?.textAlign))}>{children}</td>
  ),
  input: ({ checked }) => (
    <input
      type="checkbox"
      aria-label={checked ? 'Done' : 'Not done'}
      checked={checked ?? false}
      readOnly
      disabled
      className="mr-1.5"
    />
  ),
};

/** As a class: inline styles are refused by a strict content security policy. */
function alignment(textAlign: string | undefined): string {
  if (textAlign === 'right') return 'text-right';
  return textAlign === 'center' ? 'text-center' : '';
}

/** One level, below the conversation's title, whatever the model chose. */
function Heading({ children }: { children: ReactNode }) {
  return <h2 className="pt-2 text-base font-semibold">{children}</h2>;
}

function MarkdownLink({ href, children }: ComponentProps<'a'>) {
  const target = linkTarget(href);
  const look = 'font-medium text-primary-text underline decoration-1 underline-offset-3';
  if (target === null) return <span>{children}</span>;
  if (target.kind === 'page') {
    return (
      <Link href={target.path} className={look}>
        {children}
      </Link>
    );
  }
  const shownAlready = typeof children === 'string' && children.includes(target.host);
  return (
    <>
      <a href={target.url} target="_blank" rel="noopener noreferrer nofollow" className={look}>
        {children}
        <span className="sr-only"> (opens in a new tab)</span>
      </a>
      {!shownAlready && <span className="text-xs text-faint-foreground"> ({target.host})</span>}
    </>
  );
}

function CodeBlock({ children }: { children: ReactNode }) {
  const pre = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    await navigator.clipboard.writeText(pre.current?.textContent ?? '');
    setCopied(true);
  }

  return (
    <div className="group relative">
      <ScrollRegion
        label="Code"
        className="overflow-x-auto rounded-lg border border-border bg-sidebar"
      >
        <pre
          ref={pre}
          className="w-max min-w-full p-3.5 pr-12 text-[0.8125rem] leading-relaxed [&>code]:bg-transparent [&>code]:p-0 [&>code]:text-[1em]"
        >
          {children}
        </pre>
      </ScrollRegion>
      <IconButton
        label={copied ? 'Copied' : 'Copy code'}
        size="sm"
        className="absolute top-2 right-2 bg-sidebar"
        onClick={() => void copy()}
      >
        {copied ? <Check /> : <Copy />}
      </IconButton>
    </div>
  );
}

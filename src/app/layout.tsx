import { CSPProvider } from '@base-ui/react/csp-provider';
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { EarlyScript } from '#src/ui/early-script.tsx';
import { nonceHeader } from './security-headers.ts';
import './globals.css';

const inter = localFont({
  src: '../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'swap',
  variable: '--font-inter',
});

export const metadata: Metadata = {
  title: { default: 'Throughline', template: '%s · Throughline' },
  description: 'Your tasks, and an agent that keeps them with you.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fefefd' },
    { media: '(prefers-color-scheme: dark)', color: '#141413' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(nonceHeader) ?? undefined;
  return (
    // The script below sets the theme on this element before React sees it.
    <html lang="en" className={inter.variable} suppressHydrationWarning>
      <head>
        <EarlyScript nonce={nonce} />
      </head>
      <body>
        {/* Popups are mounted beside it and lie over everything in it. */}
        <div className="isolate">
          {/* The content security policy takes no styles from a page. */}
          <CSPProvider disableStyleElements>{children}</CSPProvider>
        </div>
      </body>
    </html>
  );
}

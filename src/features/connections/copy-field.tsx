'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '#src/ui/button.tsx';

interface CopyFieldProps {
  /** What the text is, such as "MCP address". */
  label: string;
  text: string;
}

/** Text to take along, with a button that does it. */
export function CopyField({ label, text }: CopyFieldProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => {
      setState('idle');
    }, 3000);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Browsers withhold the clipboard from pages without HTTPS.
      setState('failed');
    }
  }

  return (
    <div className="flex items-start gap-2 rounded-md bg-muted py-1.5 pr-1.5 pl-3">
      <pre
        // It scrolls where it is long: the keyboard must reach it.
        tabIndex={0}
        role="group"
        aria-label={label}
        className="min-w-0 flex-1 overflow-x-auto rounded-sm py-1.5 font-mono text-[0.8125rem] leading-relaxed"
      >
        {text}
      </pre>
      <Button size="sm" onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {state === 'copied' ? <Check /> : <Copy />}
        <span aria-live="polite">
          {state === 'copied' ? 'Copied' : state === 'failed' ? 'Select it' : 'Copy'}
        </span>
      </Button>
    </div>
  );
}

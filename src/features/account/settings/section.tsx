import type { ReactNode } from 'react';
import { Card } from '#src/ui/card.tsx';

interface SectionProps {
  id: string;
  title: string;
  /** What it is for, in a sentence. */
  about?: string;
  children: ReactNode;
}

/** One subject of the settings page. */
export function Section({ id, title, about, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-[0.9375rem] font-semibold">
        {title}
      </h2>
      {about === undefined ? null : (
        <p className="mt-0.5 text-sm text-pretty text-muted-foreground">{about}</p>
      )}
      <Card className="mt-3 p-4 sm:p-5">{children}</Card>
    </section>
  );
}

'use client';
import { useState } from 'react';
import { tellable } from './answer-blocks.ts';

/**
 * Tells a screen reader a streamed answer sentence by sentence, politely. The visible text is no
 * live region: it changes many times a second and would be read again with each change.
 */
export function AnswerAnnouncer({ text, ended }: { text: string; ended: boolean }) {
  const [said, setSaid] = useState<{ at: number; words: string }[]>([]);
  const told = said.reduce((length, piece) => length + piece.words.length, 0);
  const words = tellable(text, told, ended);
  if (words !== '') setSaid([...said, { at: told, words }]);

  return (
    <div role="log" aria-live="polite" aria-label="The answer as it comes" className="sr-only">
      {said.map((piece) => (
        <p key={piece.at}>{piece.words}</p>
      ))}
    </div>
  );
}

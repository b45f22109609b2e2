import { clsx } from 'clsx';

/** What the person wrote, word for word: their text is no markdown. */
export function UserMessage({ text, sending = false }: { text: string; sending?: boolean }) {
  return (
    <article aria-label="You wrote" className="flex justify-end">
      <p
        className={clsx(
          'max-w-[85%] rounded-xl rounded-br-sm bg-accent px-4 py-2.5 wrap-anywhere whitespace-pre-wrap transition-opacity sm:max-w-[75%]',
          sending && 'opacity-60',
        )}
      >
        {text}
      </p>
    </article>
  );
}

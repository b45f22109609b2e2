import { CalendarClock, ListPlus, type LucideIcon, Search, Sun } from 'lucide-react';

const suggestions: readonly { icon: LucideIcon; text: string }[] = [
  { icon: ListPlus, text: 'Add buy milk tomorrow and call the bank on Friday' },
  { icon: Sun, text: 'Summarise my day' },
  { icon: CalendarClock, text: 'What is due this week?' },
  { icon: Search, text: 'Show my high priority tasks' },
];

/** What a chat is for, before it has begun. */
export function NewChat({ onSend }: { onSend: (text: string) => void }) {
  return (
    <div className="flex flex-1 flex-col justify-center py-10">
      <h1 className="text-2xl font-semibold tracking-tight">What needs doing?</h1>
      <p className="mt-2 max-w-prose text-pretty text-muted-foreground">
        Say it in your own words. The agent adds, finds, changes and completes your tasks, shows
        each thing that it does, and reaches nobody’s tasks but yours.
      </p>
      <ul className="mt-7 grid gap-2 sm:grid-cols-2">
        {suggestions.map(({ icon: Icon, text }) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => onSend(text)}
              className="flex h-full min-h-14 w-full items-center gap-3 rounded-lg border border-border bg-card px-4 py-3 text-left text-sm shadow-rest transition-colors hover:border-input hover:bg-muted"
            >
              <Icon aria-hidden className="size-4 shrink-0 text-primary-text" />
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

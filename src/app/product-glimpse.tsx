import { clsx } from 'clsx';
import { ArrowUp, Check } from 'lucide-react';

const rows = [
  { title: 'Renew the domain', due: 'Today', done: true },
  { title: 'Call Ada about the contract', due: 'Friday', done: false },
  { title: 'Book the train to Lisbon', due: 'Friday', done: false },
];

/** A picture of the product for the start page, drawn with its own means. Says nothing of its own. */
export function ProductGlimpse() {
  return (
    <div
      aria-hidden
      className="pointer-events-none w-full max-w-md rounded-xl bg-card p-4 text-sm shadow-float select-none sm:p-5"
    >
      <p className="ml-auto w-fit max-w-[85%] rounded-xl rounded-br-sm bg-muted px-3.5 py-2">
        I renewed the domain. Remind me on Friday to call Ada and to book the train.
      </p>
      <p className="mt-5 mb-3 text-foreground">Done. Friday has two things now:</p>
      <ul className="divide-y divide-border rounded-lg border border-border">
        {rows.map(({ title, due, done }) => (
          <li key={title} className="flex items-center gap-3 px-3.5 py-2.5">
            <span
              className={clsx(
                'flex size-4.5 shrink-0 items-center justify-center rounded-full border-[1.5px]',
                done
                  ? 'border-primary bg-primary text-primary-foreground'
                  : 'border-faint-foreground/70',
              )}
            >
              {done ? <Check strokeWidth={3} className="size-3" /> : null}
            </span>
            <span
              className={clsx(
                'min-w-0 flex-1 truncate',
                done && 'text-faint-foreground line-through decoration-faint-foreground/60',
              )}
            >
              {title}
            </span>
            <span className="text-xs text-muted-foreground">{due}</span>
          </li>
        ))}
      </ul>
      <div className="mt-5 flex items-center rounded-xl border border-input py-1.5 pr-1.5 pl-3.5 text-faint-foreground">
        Ask, or say what to add
        <span className="ml-auto flex size-7 items-center justify-center rounded-md bg-primary text-primary-foreground">
          <ArrowUp className="size-4" />
        </span>
      </div>
    </div>
  );
}

import Link from 'next/link';
import { buttonClass } from '#src/ui/button-class.ts';

const words = {
  wrong: {
    title: 'This client cannot be connected',
    text: 'What it asked for does not fit: it may not be registered here, or it wanted its answer sent to an address that is not its own. Nothing was allowed.',
  },
  expired: {
    title: 'This request is no longer good',
    text: 'A request to connect is good for ten minutes. Go back to the client and connect again. Nothing was allowed.',
  },
};

/** Instead of the question, when there is none that could be asked. */
export function RequestRefused({ reason }: { reason: keyof typeof words }) {
  const { title, text } = words[reason];
  return (
    <div>
      <h1 className="text-2xl font-semibold tracking-[-0.022em]">{title}</h1>
      <p className="mt-3 mb-7 text-sm text-pretty text-muted-foreground">{text}</p>
      <Link
        href="/connections"
        className={buttonClass({ variant: 'secondary', size: 'lg', className: 'w-full' })}
      >
        How to connect a client
      </Link>
    </div>
  );
}

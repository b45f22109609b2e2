import { ListChecks, MessagesSquare, Plug } from 'lucide-react';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { currentSession } from '#src/auth/current-session.ts';
import { buttonClass } from '#src/ui/button-class.ts';
import { Logo } from '#src/ui/logo.tsx';
import { ProductGlimpse } from './product-glimpse.tsx';

const points = [
  {
    icon: <ListChecks />,
    title: 'A list that stays calm',
    text: 'Dates, priorities, tags and a search that finds words anywhere.',
  },
  {
    icon: <MessagesSquare />,
    title: 'An agent that acts',
    text: 'Say what should happen. It adds, completes and sorts while you watch.',
  },
  {
    icon: <Plug />,
    title: 'Yours from end to end',
    text: 'Your identity goes with every call, from the page down to the row.',
  },
];

export default async function HomePage() {
  if (await currentSession()) redirect('/tasks');
  return (
    <main className="flex min-h-dvh flex-col bg-sidebar">
      <header className="mx-auto flex w-full max-w-5xl items-center justify-between px-5 py-5">
        <Logo />
        <Link href="/sign-in" className={buttonClass({ variant: 'ghost' })}>
          Sign in
        </Link>
      </header>
      <section className="mx-auto flex w-full max-w-5xl flex-1 flex-col justify-center px-5 py-10 sm:py-14">
        <div className="grid items-center gap-12 lg:grid-cols-[1fr_26rem] lg:gap-16">
          <div>
            <h1 className="text-[2.375rem] leading-[1.08] font-semibold tracking-[-0.035em] sm:text-[3.25rem]">
              Your tasks, and an agent that keeps them with you.
            </h1>
            <p className="mt-5 max-w-xl text-base text-pretty text-muted-foreground sm:text-lg">
              Write things down by hand or just say them. Either way they end up in one list that
              only you can see.
            </p>
            <div className="mt-8 flex flex-wrap gap-3">
              <Link href="/sign-up" className={buttonClass({ variant: 'primary', size: 'lg' })}>
                Create an account
              </Link>
              <Link href="/sign-in" className={buttonClass({ variant: 'secondary', size: 'lg' })}>
                Sign in
              </Link>
            </div>
          </div>
          <ProductGlimpse />
        </div>
        <ul className="mt-16 grid gap-8 border-t border-border pt-8 sm:grid-cols-3">
          {points.map((point) => (
            <li key={point.title}>
              <span aria-hidden className="text-primary-text [&_svg]:size-5">
                {point.icon}
              </span>
              <h2 className="mt-3 text-[0.9375rem] font-semibold">{point.title}</h2>
              <p className="mt-1 text-sm text-pretty text-muted-foreground">{point.text}</p>
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}

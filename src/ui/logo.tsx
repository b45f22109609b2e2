import { clsx } from 'clsx';

/** The mark: one line that passes through every tier. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden className={clsx('size-6', className)}>
      <rect width="32" height="32" rx="8" fill="var(--primary)" />
      <path
        d="M6 21.5h4.2c2.6 0 3.6-1.4 5.8-5.5s3.2-5.5 5.8-5.5H26"
        stroke="var(--primary-foreground)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="16" cy="16" r="3.1" fill="var(--primary)" />
      <circle cx="16" cy="16" r="2.5" fill="var(--primary-foreground)" />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={clsx('inline-flex items-center gap-2.5', className)}>
      <LogoMark />
      <span className="text-[0.9375rem] font-semibold tracking-[-0.015em]">Throughline</span>
    </span>
  );
}

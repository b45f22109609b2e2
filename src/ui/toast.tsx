'use client';

import { Toast } from '@base-ui/react/toast';
import { clsx } from 'clsx';
import { CircleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from './button-class.ts';
import { IconButton } from './icon-button.tsx';

export interface ToastMessage {
  title: string;
  description?: string | undefined;
  kind?: 'info' | 'error';
  action?: { label: string; onClick: () => void };
}

/** Shows a message in the corner for some seconds; errors interrupt a screen reader, others wait. */
export function useToast(): (message: ToastMessage) => void {
  const manager = Toast.useToastManager();
  return ({ title, description, kind = 'info', action }) => {
    const id = manager.add({
      title,
      description,
      type: kind,
      priority: kind === 'error' ? 'high' : 'low',
      timeout: kind === 'error' ? 8000 : 5000,
      ...(action
        ? {
            actionProps: {
              children: action.label,
              onClick: () => {
                action.onClick();
                manager.close(id);
              },
            },
          }
        : {}),
    });
  };
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-[max(1rem,env(safe-area-inset-bottom))] z-50 flex flex-col items-stretch gap-2 sm:right-6 sm:bottom-6 sm:left-auto sm:w-88">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={clsx(
        'rounded-lg bg-popover text-foreground shadow-float outline-hidden',
        'transition-[opacity,translate] duration-200 ease-out',
        'data-starting-style:translate-y-3 data-starting-style:opacity-0',
        'data-ending-style:translate-y-3 data-ending-style:opacity-0 data-limited:hidden',
      )}
    >
      <Toast.Content className="flex items-center gap-3 py-2.5 pr-2.5 pl-4">
        {toast.type === 'error' ? (
          <CircleAlert aria-hidden className="size-4 shrink-0 text-destructive-text" />
        ) : null}
        <div className="min-w-0 flex-1 py-1 text-sm wrap-anywhere">
          <Toast.Title className="font-medium" />
          <Toast.Description className="text-muted-foreground" />
        </div>
        <Toast.Action className={buttonClass({ size: 'sm' })} />
        <Toast.Close
          render={
            <IconButton label="Dismiss" size="sm">
              <X />
            </IconButton>
          }
        />
      </Toast.Content>
    </Toast.Root>
  ));
}

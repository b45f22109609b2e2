import { type RefObject, useEffect, useEffectEvent } from 'react';

/** Keeps what was typed into a field before the page answered to keys: its state began empty. */
export function useEarlyText(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  keep: (text: string) => void,
): void {
  const found = useEffectEvent(() => {
    const text = field.current?.value ?? '';
    if (text !== '') keep(text);
  });
  useEffect(() => found(), []);
}

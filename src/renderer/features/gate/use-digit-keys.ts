import { useEffect, useEffectEvent } from 'react';

/** Hears the digits 1 to 9 wherever they are not being typed into a field. */
export function useDigitKeys(onDigit: (digit: number) => void): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    onDigit(Number(event.key));
  });
  useEffect(() => {
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}

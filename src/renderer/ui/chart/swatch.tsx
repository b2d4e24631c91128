import { useId } from 'react';
import { paintOf, Patterns, type Look } from './looks';

/** A small piece of how a kind is drawn, beside its name. */
export function Swatch({ look }: { look: Look }) {
  const id = useId().replace(/[^\w-]/g, '');
  return (
    <svg width={12} height={12} aria-hidden style={{ forcedColorAdjust: 'none' }}>
      <Patterns id={id} />
      <rect x={0.5} y={0.5} width={11} height={11} {...paintOf(look, id)} />
    </svg>
  );
}

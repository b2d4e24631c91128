import { cva, type VariantProps } from 'class-variance-authority';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { Icon } from './icon';

const look = cva(
  'inline-flex h-5 items-center gap-1.5 rounded-chip border border-transparent px-2 text-xs font-medium whitespace-nowrap',
  {
    variants: {
      kind: {
        neutral: 'bg-neutral-soft text-ink-2',
        act: 'bg-act-soft text-act',
        proof: 'bg-proof-soft text-proof',
        caution: 'bg-caution-soft text-caution',
        breach: 'bg-breach-soft text-breach',
        open: 'border-dashed border-line-strong text-ink-2',
      },
    },
    defaultVariants: { kind: 'neutral' },
  },
);

/** A state in a word, with its shape beside it: colour alone says nothing. */
export function Badge({
  kind,
  icon,
  className,
  children,
}: VariantProps<typeof look> & { icon?: LucideIcon; className?: string; children: ReactNode }) {
  return (
    <span className={cn(look({ kind }), className)}>
      {icon !== undefined && <Icon of={icon} small />}
      {children}
    </span>
  );
}

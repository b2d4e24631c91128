import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const look = cva(
  'inline-flex shrink-0 cursor-pointer items-center justify-center rounded-control border text-[0.8125rem] font-medium whitespace-nowrap transition-colors duration-[80ms] disabled:cursor-default disabled:border-line disabled:bg-neutral-soft disabled:text-ink-3',
  {
    variants: {
      kind: {
        primary:
          'border-act bg-act text-act-on hover:border-act-hover hover:bg-act-hover forced-color-adjust-none',
        plain: 'border-line-strong bg-raised text-ink hover:bg-rail',
        quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-neutral-soft',
        danger: 'border-breach bg-breach text-breach-on hover:border-breach-hover hover:bg-breach-hover',
        'danger-outline': 'border-breach bg-raised text-breach hover:bg-breach-soft',
      },
      size: { normal: 'h-8 gap-2 px-3', small: 'h-[1.625rem] gap-1.5 px-2.5 text-xs' },
    },
    defaultVariants: { kind: 'plain', size: 'normal' },
  },
);

type Props = ComponentProps<'button'> & VariantProps<typeof look>;

/** `quiet` and `plain` for most; at most one `primary` on a screen; `danger` for what is not undone by a click. */
export function Button({ kind, size, type = 'button', className, ...rest }: Props) {
  return <button type={type} className={cn(look({ kind, size }), className)} {...rest} />;
}

import { cva, type VariantProps } from 'class-variance-authority';
import type { ButtonHTMLAttributes } from 'react';

const look = cva(
  'inline-flex h-8 cursor-pointer items-center justify-center gap-2 rounded-control border px-3 text-[0.8125rem] font-medium whitespace-nowrap transition-colors duration-[80ms] disabled:cursor-default disabled:border-line disabled:bg-neutral-soft disabled:text-ink-3',
  {
    variants: {
      kind: {
        primary: 'border-act bg-act text-act-on hover:border-act-hover hover:bg-act-hover',
        plain: 'border-line-strong bg-raised text-ink hover:bg-rail',
        quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-neutral-soft',
      },
    },
    defaultVariants: { kind: 'plain' },
  },
);

type Props = ButtonHTMLAttributes<HTMLButtonElement> & VariantProps<typeof look>;

export function Button({ kind, type = 'button', className, ...rest }: Props) {
  return <button type={type} className={`${look({ kind })} ${className ?? ''}`} {...rest} />;
}

import type { ComponentProps } from 'react';
import { cn } from './cn';

/** A button that reads as a word of a sentence. */
export function TextLink({ type = 'button', className, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type={type}
      className={cn(
        'cursor-pointer rounded-chip text-act underline decoration-1 underline-offset-3 hover:text-act-hover disabled:cursor-default disabled:text-ink-3 disabled:no-underline',
        className,
      )}
      {...rest}
    />
  );
}

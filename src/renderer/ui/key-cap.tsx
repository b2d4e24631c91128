/** A key as printed on the keyboard, inside or beside what it does. */
export function KeyCap({ children }: { children: string }) {
  return (
    <kbd className="rounded-chip border border-current px-1 font-ui text-[0.6875rem] leading-[0.875rem] opacity-80">
      {children}
    </kbd>
  );
}

/** A key as printed on the keyboard, inside or beside what it does. */
export function KeyCap({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-[1.125rem] rounded-chip border border-b-2 border-current/45 px-1 text-center font-ui text-[0.6875rem] leading-[0.875rem] font-normal whitespace-nowrap">
      {children}
    </kbd>
  );
}

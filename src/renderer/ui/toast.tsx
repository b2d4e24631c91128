import { Check, type LucideIcon } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { Icon } from './icon';

export interface ToastText {
  /** What happened, in a few words; never a patient, a person or an event. */
  text: string;
  /** Takes it back. */
  undo?: (() => void) | undefined;
}

const SHOWN_MS = 5000;
/** Long enough to read, decide and reach the button (WCAG 2.2.1). */
const SHOWN_WITH_UNDO_MS = 20_000;

const ToastContext = createContext<((toast: ToastText) => void) | null>(null);

/** Says that something was done. */
export function useToast(): (toast: ToastText) => void {
  const toast = useContext(ToastContext);
  if (toast === null) throw new TypeError('A toast was asked for outside the toasts.');
  return toast;
}

export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (ToastText & { id: number })[]>([]);
  const show = useCallback((toast: ToastText) => {
    // Three at most: older ones have been read or never will be.
    setShown((all) => [...all.slice(-2), { ...toast, id: (all.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  return (
    <ToastContext value={show}>
      <Radix.Provider label="Message" swipeDirection="right">
        {children}
        {shown.map(({ id, text, undo }) => (
          <Toast
            key={id}
            icon={Check}
            text={text}
            shownMs={undo === undefined ? SHOWN_MS : SHOWN_WITH_UNDO_MS}
            action={undo === undefined ? undefined : { label: 'Undo', run: undo }}
            onClosed={() => setShown((all) => all.filter((toast) => toast.id !== id))}
          />
        ))}
        <Radix.Viewport
          label="Messages ({hotkey})"
          className="fixed right-4 bottom-4 z-50 flex w-[27rem] max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none"
        />
      </Radix.Provider>
    </ToastContext>
  );
}

/** One line at the foot of the window; stays until `shownMs` have passed, or until it is taken away. */
export function Toast({
  icon,
  text,
  action,
  shownMs = Infinity,
  urgent = false,
  onClosed,
}: {
  icon: LucideIcon;
  text: string;
  action?: { label: string; run: () => void } | undefined;
  shownMs?: number;
  /** Read out at once. */
  urgent?: boolean;
  onClosed(): void;
}) {
  return (
    <Radix.Root
      type={urgent ? 'foreground' : 'background'}
      duration={shownMs}
      onOpenChange={(open) => {
        if (!open) onClosed();
      }}
      className="appears flex min-h-10 items-center gap-3 rounded-control bg-raised px-3 py-2 shadow-pop"
    >
      <Icon of={icon} className={urgent ? 'text-caution' : 'text-proof'} />
      <Radix.Description className="min-w-0 flex-1">{text}</Radix.Description>
      {action !== undefined && (
        <Radix.Action
          altText={action.label}
          onClick={action.run}
          className="min-h-6 cursor-pointer rounded-chip px-1 text-act underline underline-offset-3 hover:text-act-hover"
        >
          {action.label}
        </Radix.Action>
      )}
    </Radix.Root>
  );
}

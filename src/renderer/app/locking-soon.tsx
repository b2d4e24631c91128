import { Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useBridge } from '../lib/bridge-context';
import { useCountdown } from '../lib/use-countdown';
import { Toast } from '../ui/toast';

/** Says that Wardkeeper is about to lock. Any key or movement stops that, pressing Stay too. */
export function LockingSoon() {
  const bridge = useBridge();
  const [soon, setSoon] = useState(false);
  const [left, start] = useCountdown();
  useEffect(
    () =>
      bridge.on('gate.lockingSoon', ({ seconds }) => {
        setSoon(seconds > 0);
        start(seconds);
      }),
    [bridge, start],
  );
  if (!soon) return null;
  return (
    <Toast
      icon={Lock}
      urgent
      text={left === 1 ? 'Locking in 1 second.' : `Locking in ${left} seconds.`}
      action={{ label: 'Stay', run: () => setSoon(false) }}
      onClosed={() => setSoon(false)}
    />
  );
}

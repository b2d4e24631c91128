import { Check, Circle } from 'lucide-react';
import { passwordLacks } from '../../../shared/domain/password';
import { Icon } from '../../ui/icon';

const rules = passwordLacks('');

/** Every rule of a new password, and which of them this one meets already. */
export function PasswordRules({ password }: { password: string }) {
  const lacks = passwordLacks(password);
  return (
    <ul aria-label="What it needs" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {rules.map((rule) => {
        const met = !lacks.includes(rule);
        return (
          <li
            key={rule}
            className={met ? 'flex items-center gap-1.5 text-proof' : 'flex items-center gap-1.5 text-ink-3'}
          >
            <Icon of={met ? Check : Circle} small />
            {rule}
            <span className="sr-only">{met ? 'is there' : 'is missing'}</span>
          </li>
        );
      })}
    </ul>
  );
}

import { QRCodeSVG } from 'qrcode.react';
import { useState, type FormEvent } from 'react';
import type { Refusal } from '../../../shared/domain/result';
import { useBridge } from '../../lib/bridge-context';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Field } from '../../ui/field';

/** The secret as a picture and as text, and the first code that proves the phone has it. */
export function ConfirmFactor({
  secret,
  uri,
  onConfirmed,
  onCancel,
}: {
  /** Base32. */
  secret: string;
  /** `otpauth://totp/…` */
  uri: string;
  onConfirmed(recoveryCodes: readonly string[]): void;
  onCancel(): void;
}) {
  const bridge = useBridge();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const digits = code.replace(/\D/g, '');

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || digits.length !== 6) return;
    setBusy(true);
    setRefusal(null);
    const confirmed = await bridge.call('secondFactor.confirm', { code: digits });
    setBusy(false);
    setCode('');
    if (confirmed.ok) onConfirmed(confirmed.value.recoveryCodes);
    else setRefusal(confirmed);
  }

  return (
    <div className="flex flex-wrap gap-6">
      {/* Dark on light in both themes: not every phone reads it the other way round. */}
      <div className="h-fit rounded-control border border-line bg-[#ffffff] p-3 forced-color-adjust-none">
        <QRCodeSVG
          value={uri}
          size={176}
          bgColor="#FFFFFF"
          fgColor="#000000"
          title="QR code for an authenticator app"
        />
      </div>
      <form onSubmit={(event) => void submit(event)} className="min-w-0 flex-1 basis-72">
        <p className="text-ink-2">Scan this with the app. Where it cannot scan, type this secret into it:</p>
        <p className="mt-1 font-code break-words">{secret.replace(/.{4}(?=.)/g, '$& ')}</p>
        <Field
          className="mt-4 max-w-48"
          label="First code of the app"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          maxLength={12}
          note="Six digits"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <div className="mt-4 flex items-center gap-2">
          <Button kind="primary" type="submit" disabled={busy || digits.length !== 6}>
            {busy ? 'Checking…' : 'Turn it on'}
          </Button>
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </div>
        <div aria-live="polite" className="mt-4 empty:mt-0">
          {refusal !== null && <Failure refusal={refusal} />}
        </div>
      </form>
    </div>
  );
}

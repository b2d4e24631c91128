import { useState, type ReactNode } from 'react';
import type { FoundPlatform, GateView } from '../../../shared/contract/bridge/gate';
import type { Refusal } from '../../../shared/domain/result';
import type { Bridge } from '../../lib/bridge';
import { shortDate } from '../../lib/time';
import { Button } from '../../ui/button';
import { Moment } from '../../ui/moment';
import { GateColumn } from './gate-column';
import { protocolWords } from './protocol-words';
import { RefusalLine } from './refusal-line';

interface Props {
  bridge: Bridge;
  view: GateView | null;
  found: FoundPlatform;
  onTrusted: () => void;
  onBack: () => void;
}

/** Who answers at the address, to be compared before anything is entrusted to it. */
export function TrustPlatform({ bridge, view, found, onTrusted, onBack }: Props) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { practice, certificate } = found;

  async function trust() {
    setBusy(true);
    setRefusal(null);
    const { address, logKey } = found;
    const trusted = await bridge.call('gate.trust', { address, logKey });
    setBusy(false);
    if (trusted.ok) onTrusted();
    else setRefusal(trusted);
  }

  return (
    <GateColumn view={view} synthetic={practice.synthetic}>
      <h1 className="mt-8 font-record text-2xl leading-8 font-semibold">Is this your practice’s platform?</h1>
      <p className="mt-1 text-ink-2">
        Compare the fingerprint with the one your IT staff has, on paper or by telephone. From then on this
        computer accepts no other key at this address.
      </p>
      <dl className="mt-5 grid grid-cols-[7.5rem_minmax(0,1fr)] border-t border-line">
        <Row name="Practice">
          <strong className="font-semibold">{practice.name}</strong>
        </Row>
        <Row name="Address">
          <span className="break-all">{found.address}</span>
        </Row>
        <Row name="Log key">
          <span className="font-code text-xs break-words">{found.logKey}</span>
        </Row>
        {certificate === null ? (
          <Row name="Certificate">None: this address never leaves this computer.</Row>
        ) : (
          <>
            <Row name="Certificate for">
              <span className="break-words">{certificate.subject}</span>
            </Row>
            <Row name="Issued by">
              <span className="break-words">{certificate.issuer}</span>
            </Row>
            <Row name="Valid until">
              <Moment at={certificate.until}>{shortDate(certificate.until, practice.timeZone)}</Moment>
            </Row>
            <Row name="Its fingerprint">
              <span className="font-code text-xs break-words">{certificate.fingerprint}</span>
            </Row>
          </>
        )}
        {found.protocol !== null && <Row name="Connection">{protocolWords(found.protocol)}</Row>}
      </dl>
      <div className="mt-5 flex items-center gap-3">
        <Button kind="primary" disabled={busy} onClick={() => void trust()}>
          {busy ? 'Keeping its key…' : 'Trust this platform'}
        </Button>
        <Button kind="quiet" disabled={busy} onClick={onBack}>
          Go back
        </Button>
      </div>
      <RefusalLine refusal={refusal} />
    </GateColumn>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="border-b border-line py-2 text-ink-3">{name}</dt>
      <dd className="border-b border-line py-2">{children}</dd>
    </>
  );
}

import { Download } from 'lucide-react';
import { useExporting, type ExportRequest } from '../lib/exporting';
import { screenExport } from '../lib/screen-acts';
import { Button } from './button';
import { Icon } from './icon';

/** Writes what a screen shows to a file. `what` null: there is nothing, or it is not known yet what that is. */
export function ExportButton({ what }: { what: ExportRequest | null }) {
  const { busy, start } = useExporting();
  return (
    <Button
      {...screenExport}
      disabled={busy || what === null}
      onClick={() => {
        if (what !== null) start(what);
      }}
    >
      <Icon of={Download} />
      <span>
        Export<span className="max-lg:sr-only"> what is shown</span>…
      </span>
    </Button>
  );
}

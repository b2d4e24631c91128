import type { ReactNode } from 'react';
import { ExportingContext } from '../lib/exporting';
import { ExportLine } from './export-line';
import { useExportUnderWay } from './use-export-under-way';

/** Keeps the one export of the console over all screens; `children` put the line that tells of it in its place. */
export function WithExport({ children }: { children(line: ReactNode): ReactNode }) {
  const underWay = useExportUnderWay();
  return <ExportingContext value={underWay}>{children(<ExportLine {...underWay} />)}</ExportingContext>;
}

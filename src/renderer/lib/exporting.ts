import { createContext, useContext } from 'react';
import type { z } from 'zod';
import type { bridgeCalls } from '../../shared/contract/bridge/calls';

type Calls = typeof bridgeCalls;

/** What a screen asks to have written to a file. */
export type ExportRequest =
  | { call: 'export.trail'; request: z.input<Calls['export.trail']['request']> }
  | { call: 'export.chart'; request: z.input<Calls['export.chart']['request']> }
  | { call: 'export.people'; request: z.input<Calls['export.people']['request']> };

export interface Exporting {
  /** One is under way, on whatever screen it was begun. */
  busy: boolean;
  /** Asks in the system's dialogs, then writes; the shell says how far it is. */
  start(what: ExportRequest): void;
}

export const ExportingContext = createContext<Exporting | null>(null);

export function useExporting(): Exporting {
  const exporting = useContext(ExportingContext);
  if (exporting === null) throw new TypeError('A screen was drawn outside the shell.');
  return exporting;
}

import { ok, type Result } from '../../shared/domain/result';
import type { RenewedCertificate } from '../http/certificate';
import { startServer, type ServerSettings } from '../http/server';
import { operationsOf } from '../operations/answer';
import { startOperations, type OperationsListener } from '../operations/listener';
import { requestMetrics } from '../operations/metrics';
import type { AllRounds } from '../operations/rounds';
import type { Service } from '../service';

export type ServeSettings = Omit<ServerSettings, 'answered' | 'operations' | 'shared'>;

/** How the service stands, for whoever asks while it runs. */
export interface ServiceState {
  logDamaged: boolean;
  stopping: boolean;
  /** Null where it listens on this computer alone. */
  certificate: RenewedCertificate | null;
}

export interface Serving {
  address: string;
  /** Where health, readiness and metrics are told; null for an embedded service. */
  listener: OperationsListener | null;
  close(): Promise<void>;
}

/** Listens for calls and, where it runs alone, for whoever looks after it. */
export async function serve(
  service: Service,
  settings: ServeSettings & { shared: boolean; rounds: AllRounds },
  state: ServiceState,
): Promise<Result<Serving>> {
  const { transport, log } = settings;
  const { db, clock, isLogDamaged, servedTls } = service;
  const metrics = requestMetrics();
  const operations = operationsOf({
    ...{ db, clock, log, metrics, rounds: settings.rounds, isLogDamaged },
    makesBackups: service.backups !== null,
    isStopping: () => state.stopping,
    tls: servedTls,
  });
  const serving = await startServer(service, { ...settings, answered: metrics.answered, operations });
  if (!serving.ok) return serving;
  const server = serving.value;
  state.certificate = server.certificate;
  const listener =
    transport === undefined
      ? null
      : await startOperations(transport.operationsPort, operations).catch(async (error: unknown) => {
          await server.close();
          throw error;
        });
  return ok({ address: server.address, listener, close: () => server.close() });
}

import type { TrailFilter } from '../../../shared/domain/trail-filter';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';

/** What every editor under a chip is given. */
export interface EditorProps {
  filter: TrailFilter;
  zone: string;
  people: readonly WorkforceMember[];
  /** The part of the filter said anew; empty for none. */
  onChange(change: TrailFilter): void;
  patientName(patientId: string): string;
  onPatient(patient: { patientId: string; pseudonym: string | null }): void;
  close(): void;
}

/** EP-050's four controls, by the keys of its readiness checklist and in their order. */
export const hipaaControls = [
  'has_active_baa',
  'phi_encryption_configured',
  'audit_logging_enabled',
  'data_residency_configured',
] as const;
export type HipaaControl = (typeof hipaaControls)[number];

export type HipaaStatus = Readonly<Record<HipaaControl | 'overall_hipaa_ready', boolean>>;

/** What the controls are judged by. */
export interface ReadinessFacts {
  /** The service has the key that patient data is sealed under, and it opens. */
  isKeyConfigured: boolean;
  /** The log is whole and its tables refuse change. */
  isTrailKept: boolean;
  /** Where this service keeps its data; null: nobody has said. */
  region: string | null;
  allowedRegions: readonly string[];
  /** The region that each agreement in force names. */
  agreedRegions: readonly string[];
}

/** A control that is not in place: why, and what puts it in place. Both are sentences. */
export interface MissingControl {
  control: HipaaControl;
  why: string;
  remedy: string;
}

export interface Readiness {
  status: HipaaStatus;
  missing: MissingControl[];
}

/** Which controls are in place. Each is judged by itself; the whole is ready only with all four. */
export function hipaaReadiness(facts: ReadinessFacts): Readiness {
  const missing = hipaaControls.flatMap((control) => {
    const found = judge[control](facts);
    return found === null ? [] : [{ control, ...found }];
  });
  const has = (control: HipaaControl) => missing.every((gap) => gap.control !== control);
  return {
    status: {
      has_active_baa: has('has_active_baa'),
      phi_encryption_configured: has('phi_encryption_configured'),
      audit_logging_enabled: has('audit_logging_enabled'),
      data_residency_configured: has('data_residency_configured'),
      overall_hipaa_ready: missing.length === 0,
    },
    missing,
  };
}

type Gap = Omit<MissingControl, 'control'> | null;

const judge: Readonly<Record<HipaaControl, (facts: ReadinessFacts) => Gap>> = {
  has_active_baa: ({ agreedRegions }) =>
    agreedRegions.length > 0
      ? null
      : {
          why: 'No business associate agreement is in force.',
          remedy: 'Record the signed agreement, or one that has begun and not ended.',
        },

  phi_encryption_configured: ({ isKeyConfigured }) =>
    isKeyConfigured
      ? null
      : {
          why: 'The key that patient data is sealed under is missing, or does not open.',
          remedy: 'Ask your IT staff to restore the database’s keys from a backup.',
        },

  audit_logging_enabled: ({ isTrailKept }) =>
    isTrailKept
      ? null
      : {
          why: 'The audit trail is damaged, or its tables could be changed.',
          remedy: 'Keep the database as it is and tell your IT staff.',
        },

  data_residency_configured({ region, allowedRegions, agreedRegions }) {
    if (region === null) {
      return {
        why: 'Nobody has confirmed in which region the data is kept.',
        remedy: 'Set the region of this service in the HIPAA settings.',
      };
    }
    if (!allowedRegions.includes(region)) {
      return {
        why: 'The data is kept in a region that is not allowed.',
        remedy: 'Move the service to an allowed region, or allow this one in the HIPAA settings.',
      };
    }
    if (agreedRegions.some((agreed) => agreed !== region)) {
      return {
        why: 'An agreement in force names another region than the one where the data is kept.',
        remedy: 'Deactivate that agreement, or record one that names this region.',
      };
    }
    return null;
  },
};

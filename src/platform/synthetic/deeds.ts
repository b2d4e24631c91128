import type { Action, Category } from '../../shared/domain/audit-event/vocabulary';

/** A kind of act in the electronic health record, as its audit trail words it. */
export interface Deed {
  action: Action;
  category: Category;
  verb: string;
  resource: string;
  /** Undefined where it touches no record of a patient. */
  phiFields?: string[];
  purpose?: 'treatment' | 'payment' | 'operations' | 'patient-request' | 'break-glass';
}

const identity = ['name', 'birth_date'];

function deed(
  verb: string,
  resource: string,
  action: Action,
  purpose: NonNullable<Deed['purpose']>,
  phiFields: string[],
  category: Category = action === 'READ' ? 'access' : action === 'EXPORT' ? 'export' : 'modification',
): Deed {
  return { action, category, verb, resource, purpose, phiFields: [...identity, ...phiFields] };
}

const care = 'treatment';
const pay = 'payment';
const run = 'operations';

/** The list is what a nurse, a biller or a front desk would recognise of their day. */
export const deeds = {
  lookUp: deed('PATIENT_LOOKUP', 'Patient', 'READ', run, ['phone']),
  openChart: deed('CHART_OPENED', 'Patient', 'READ', care, ['problems', 'medications', 'allergies']),
  readAddress: deed('DEMOGRAPHICS_VIEWED', 'Demographics', 'READ', run, ['address', 'phone', 'email']),
  editAddress: deed('DEMOGRAPHICS_EDITED', 'Demographics', 'UPDATE', run, ['address', 'phone', 'email']),
  register: deed('PATIENT_CREATED', 'Patient', 'CREATE', run, ['address', 'phone', 'email', 'insurance']),
  scanCard: deed('INSURANCE_CARD_ADDED', 'InsuranceCard', 'CREATE', run, ['insurance']),
  viewAppointment: deed('APPOINTMENT_VIEWED', 'Appointment', 'READ', run, ['phone']),
  book: deed('APPOINTMENT_CREATED', 'Appointment', 'CREATE', run, ['phone', 'reason_for_visit']),
  confirm: deed('APPOINTMENT_CHANGED', 'Appointment', 'UPDATE', run, ['phone']),
  checkIn: deed('APPOINTMENT_CHANGED', 'Appointment', 'UPDATE', run, ['reason_for_visit']),
  planVisit: deed('IMMUNIZATION_RECORD_VIEWED', 'ImmunizationRecord', 'READ', care, ['immunizations']),
  vitals: deed('VITAL_SIGN_ADDED', 'VitalSign', 'CREATE', care, ['vitals']),
  medications: deed('MEDICATION_LIST_CHANGED', 'MedicationList', 'UPDATE', care, [
    'medications',
    'allergies',
  ]),
  readNote: deed('VISIT_NOTE_READ', 'VisitNote', 'READ', care, ['visit_notes', 'diagnoses']),
  writeNote: deed('VISIT_NOTE_CREATED', 'VisitNote', 'CREATE', care, ['visit_notes', 'diagnoses']),
  signNote: deed('VISIT_NOTE_SIGNED', 'VisitNote', 'UPDATE', care, ['visit_notes']),
  order: deed('ORDER_CREATED', 'Order', 'CREATE', care, ['orders', 'diagnoses']),
  prescribe: deed('PRESCRIPTION_CREATED', 'Prescription', 'CREATE', care, ['medications']),
  renew: deed('PRESCRIPTION_SIGNED', 'Prescription', 'UPDATE', care, ['medications']),
  immunize: deed('IMMUNIZATION_ADDED', 'Immunization', 'CREATE', care, ['immunizations']),
  collect: deed('ORDER_UPDATED', 'Order', 'UPDATE', care, ['orders']),
  fileResult: deed('LAB_RESULT_ADDED', 'LabResult', 'CREATE', care, ['lab_results']),
  readResult: deed('LAB_RESULT_VIEWED', 'LabResult', 'READ', care, ['lab_results']),
  signResult: deed('LAB_RESULT_SIGNED', 'LabResult', 'UPDATE', care, ['lab_results']),
  readMessage: deed('MESSAGE_READ', 'Message', 'READ', 'patient-request', ['messages']),
  answer: deed('MESSAGE_CREATED', 'Message', 'CREATE', 'patient-request', ['messages']),
  phoneNote: deed('TELEPHONE_NOTE_CREATED', 'TelephoneNote', 'CREATE', care, ['telephone_notes']),
  readProblems: deed('PROBLEM_LIST_VIEWED', 'ProblemList', 'READ', care, ['problems']),
  readBehavioral: deed('BEHAVIORAL_HEALTH_NOTE_READ', 'BehavioralHealthNote', 'READ', care, ['visit_notes']),
  refer: deed('REFERRAL_UPDATED', 'Referral', 'UPDATE', care, ['diagnoses', 'insurance']),
  sendRecords: deed('RECORD_PRINTED', 'Record', 'EXPORT', 'patient-request', ['visit_notes', 'lab_results']),
  codeVisit: deed('VISIT_NOTE_VIEWED', 'VisitNote', 'READ', pay, ['visit_notes', 'diagnoses']),
  claim: deed('CLAIM_CREATED', 'Claim', 'CREATE', pay, ['diagnoses', 'insurance']),
  viewClaim: deed('CLAIM_VIEWED', 'Claim', 'READ', pay, ['diagnoses', 'insurance']),
  fixClaim: deed('CLAIM_EDITED', 'Claim', 'UPDATE', pay, ['diagnoses', 'insurance']),
  postPayment: deed('BILLING_RECORD_UPDATED', 'BillingRecord', 'UPDATE', pay, ['insurance', 'balance']),
  sendClaims: deed('CLAIMS_EXPORTED', 'Claim', 'EXPORT', pay, ['diagnoses', 'insurance']),
  exportList: deed('PATIENT_LIST_EXPORTED', 'PatientList', 'EXPORT', run, ['address', 'phone', 'email']),
  reviewChart: deed('CHART_OPENED', 'Patient', 'READ', run, ['visit_notes', 'orders']),
  breakGlass: deed('CHART_OPENED', 'Patient', 'READ', 'break-glass', [
    'problems',
    'medications',
    'allergies',
  ]),

  readSchedule: { action: 'READ', category: 'access', verb: 'SCHEDULE_VIEWED', resource: 'Schedule' },
  readTrail: { action: 'READ', category: 'administration', verb: 'TRAIL_READ', resource: 'AuditTrail' },
  changeRole: { action: 'UPDATE', category: 'administration', verb: 'ROLE_CHANGED', resource: 'Role' },
  resetFactor: { action: 'UPDATE', category: 'administration', verb: 'MFA_RESET', resource: 'User' },
  resetPassword: { action: 'UPDATE', category: 'administration', verb: 'PASSWORD_RESET', resource: 'User' },
  editUser: { action: 'UPDATE', category: 'administration', verb: 'USER_MODIFIED', resource: 'User' },
  backUp: { action: 'CREATE', category: 'system', verb: 'BACKUP_COMPLETED', resource: 'Backup' },
  signIn: { action: 'LOGIN', category: 'authentication', verb: 'LOGIN', resource: 'Session' },
  signOut: { action: 'LOGOUT', category: 'authentication', verb: 'LOGOUT', resource: 'Session' },
  failSignIn: {
    action: 'FAILED_LOGIN',
    category: 'authentication',
    verb: 'FAILED_LOGIN',
    resource: 'Session',
  },
} satisfies Record<string, Deed>;

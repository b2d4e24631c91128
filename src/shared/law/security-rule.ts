/**
 * The HIPAA Security Rule, 45 CFR Part 164 Subpart C, as its provisions are numbered: 23 standards, 26 required and 22
 * addressable implementation specifications.
 */

export type Requirement = 'standard' | 'required' | 'addressable';

export interface Provision {
  /** Its section and paragraph in 45 CFR. */
  id: string;
  /** Standards and required specifications are met; an addressable one may be answered by a reasoned alternative. */
  requirement: Requirement;
  standard: string;
  /** Null for the standard itself. */
  specification: string | null;
}

const rows: readonly [string, Requirement, string, string | null][] = [
  ['164.308(a)(1)(i)', 'standard', 'Security management process', null],
  ['164.308(a)(1)(ii)(A)', 'required', 'Security management process', 'Risk analysis'],
  ['164.308(a)(1)(ii)(B)', 'required', 'Security management process', 'Risk management'],
  ['164.308(a)(1)(ii)(C)', 'required', 'Security management process', 'Sanction policy'],
  ['164.308(a)(1)(ii)(D)', 'required', 'Security management process', 'Information system activity review'],
  ['164.308(a)(2)', 'standard', 'Assigned security responsibility', null],
  ['164.308(a)(3)(i)', 'standard', 'Workforce security', null],
  ['164.308(a)(3)(ii)(A)', 'addressable', 'Workforce security', 'Authorization and/or supervision'],
  ['164.308(a)(3)(ii)(B)', 'addressable', 'Workforce security', 'Workforce clearance procedure'],
  ['164.308(a)(3)(ii)(C)', 'addressable', 'Workforce security', 'Termination procedures'],
  ['164.308(a)(4)(i)', 'standard', 'Information access management', null],
  [
    '164.308(a)(4)(ii)(A)',
    'required',
    'Information access management',
    'Isolating health care clearinghouse functions',
  ],
  ['164.308(a)(4)(ii)(B)', 'addressable', 'Information access management', 'Access authorization'],
  [
    '164.308(a)(4)(ii)(C)',
    'addressable',
    'Information access management',
    'Access establishment and modification',
  ],
  ['164.308(a)(5)(i)', 'standard', 'Security awareness and training', null],
  ['164.308(a)(5)(ii)(A)', 'addressable', 'Security awareness and training', 'Security reminders'],
  [
    '164.308(a)(5)(ii)(B)',
    'addressable',
    'Security awareness and training',
    'Protection from malicious software',
  ],
  ['164.308(a)(5)(ii)(C)', 'addressable', 'Security awareness and training', 'Log-in monitoring'],
  ['164.308(a)(5)(ii)(D)', 'addressable', 'Security awareness and training', 'Password management'],
  ['164.308(a)(6)(i)', 'standard', 'Security incident procedures', null],
  ['164.308(a)(6)(ii)', 'required', 'Security incident procedures', 'Response and reporting'],
  ['164.308(a)(7)(i)', 'standard', 'Contingency plan', null],
  ['164.308(a)(7)(ii)(A)', 'required', 'Contingency plan', 'Data backup plan'],
  ['164.308(a)(7)(ii)(B)', 'required', 'Contingency plan', 'Disaster recovery plan'],
  ['164.308(a)(7)(ii)(C)', 'required', 'Contingency plan', 'Emergency mode operation plan'],
  ['164.308(a)(7)(ii)(D)', 'addressable', 'Contingency plan', 'Testing and revision procedures'],
  ['164.308(a)(7)(ii)(E)', 'addressable', 'Contingency plan', 'Applications and data criticality analysis'],
  ['164.308(a)(8)', 'standard', 'Evaluation', null],
  ['164.308(b)(1)', 'standard', 'Business associate contracts and other arrangements', null],
  ['164.308(b)(2)', 'standard', 'Business associate contracts and other arrangements (subcontractors)', null],
  [
    '164.308(b)(3)',
    'required',
    'Business associate contracts and other arrangements',
    'Written contract or other arrangement',
  ],
  ['164.310(a)(1)', 'standard', 'Facility access controls', null],
  ['164.310(a)(2)(i)', 'addressable', 'Facility access controls', 'Contingency operations'],
  ['164.310(a)(2)(ii)', 'addressable', 'Facility access controls', 'Facility security plan'],
  [
    '164.310(a)(2)(iii)',
    'addressable',
    'Facility access controls',
    'Access control and validation procedures',
  ],
  ['164.310(a)(2)(iv)', 'addressable', 'Facility access controls', 'Maintenance records'],
  ['164.310(b)', 'standard', 'Workstation use', null],
  ['164.310(c)', 'standard', 'Workstation security', null],
  ['164.310(d)(1)', 'standard', 'Device and media controls', null],
  ['164.310(d)(2)(i)', 'required', 'Device and media controls', 'Disposal'],
  ['164.310(d)(2)(ii)', 'required', 'Device and media controls', 'Media re-use'],
  ['164.310(d)(2)(iii)', 'addressable', 'Device and media controls', 'Accountability'],
  ['164.310(d)(2)(iv)', 'addressable', 'Device and media controls', 'Data backup and storage'],
  ['164.312(a)(1)', 'standard', 'Access control', null],
  ['164.312(a)(2)(i)', 'required', 'Access control', 'Unique user identification'],
  ['164.312(a)(2)(ii)', 'required', 'Access control', 'Emergency access procedure'],
  ['164.312(a)(2)(iii)', 'addressable', 'Access control', 'Automatic logoff'],
  ['164.312(a)(2)(iv)', 'addressable', 'Access control', 'Encryption and decryption'],
  ['164.312(b)', 'standard', 'Audit controls', null],
  ['164.312(c)(1)', 'standard', 'Integrity', null],
  [
    '164.312(c)(2)',
    'addressable',
    'Integrity',
    'Mechanism to authenticate electronic protected health information',
  ],
  ['164.312(d)', 'standard', 'Person or entity authentication', null],
  ['164.312(e)(1)', 'standard', 'Transmission security', null],
  ['164.312(e)(2)(i)', 'addressable', 'Transmission security', 'Integrity controls'],
  ['164.312(e)(2)(ii)', 'addressable', 'Transmission security', 'Encryption'],
  ['164.314(a)(1)', 'standard', 'Business associate contracts or other arrangements', null],
  [
    '164.314(a)(2)(i)(A)',
    'required',
    'Business associate contracts or other arrangements',
    'Business associate contracts: comply with subpart C',
  ],
  [
    '164.314(a)(2)(i)(B)',
    'required',
    'Business associate contracts or other arrangements',
    'Business associate contracts: subcontractor flow-down',
  ],
  [
    '164.314(a)(2)(i)(C)',
    'required',
    'Business associate contracts or other arrangements',
    'Business associate contracts: incident reporting',
  ],
  [
    '164.314(a)(2)(ii)',
    'required',
    'Business associate contracts or other arrangements',
    'Other arrangements',
  ],
  [
    '164.314(a)(2)(iii)',
    'required',
    'Business associate contracts or other arrangements',
    'Business associate contracts with subcontractors',
  ],
  ['164.314(b)(1)', 'standard', 'Requirements for group health plans', null],
  [
    '164.314(b)(2)(i)',
    'required',
    'Requirements for group health plans',
    'Plan documents: sponsor safeguards',
  ],
  [
    '164.314(b)(2)(ii)',
    'required',
    'Requirements for group health plans',
    'Plan documents: adequate separation',
  ],
  ['164.314(b)(2)(iii)', 'required', 'Requirements for group health plans', 'Plan documents: agents'],
  [
    '164.314(b)(2)(iv)',
    'required',
    'Requirements for group health plans',
    'Plan documents: incident reporting',
  ],
  ['164.316(a)', 'standard', 'Policies and procedures', null],
  ['164.316(b)(1)', 'standard', 'Documentation', null],
  ['164.316(b)(2)(i)', 'required', 'Documentation', 'Time limit'],
  ['164.316(b)(2)(ii)', 'required', 'Documentation', 'Availability'],
  ['164.316(b)(2)(iii)', 'required', 'Documentation', 'Updates'],
];

export const securityRule: readonly Provision[] = rows.map(([id, requirement, standard, specification]) => ({
  id,
  requirement,
  standard,
  specification,
}));

/** What the provision is called: its specification, or the standard itself. */
export function titleOf({ standard, specification }: Provision): string {
  return specification ?? standard;
}

/**
 * Those that bind only some: who is also a clearinghouse, who has business associates or subcontractors, and group
 * health plans. Of the others nobody can say that they do not apply.
 */
export function bindsOnlySome({ id }: Provision): boolean {
  return id === '164.308(a)(4)(ii)(A)' || id.startsWith('164.308(b)') || id.startsWith('164.314');
}

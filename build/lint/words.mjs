/**
 * One name per idea (build/decisions/naming.md): the term, and the other names of the same idea that a
 * declaration or a file may not carry. Each is written as the lower-case words of an identifier.
 *
 * @type {readonly { term: string, not: readonly string[] }[]}
 */
export const words = [
  { term: 'auditEvent', not: ['audit record', 'audit entry', 'audit log entry', 'log entry', 'trail entry'] },
  { term: 'checkpoint', not: ['signed tree head', 'sth'] },
  { term: 'inclusionProof', not: ['audit path', 'merkle proof', 'membership proof', 'existence proof'] },
  { term: 'leafHash', not: ['event hash', 'entry hash', 'row hash'] },
  { term: 'breakGlass', not: ['break the glass', 'btg', 'emergency override'] },
  { term: 'practice', not: ['tenant'] },
  { term: 'secondFactor', not: ['two factor', '2 fa', 'mfa', 'multi factor'] },
  { term: 'dataKey', not: ['dek', 'master key', 'data encryption key'] },
  { term: 'recoveryPhrase', not: ['seed phrase', 'mnemonic'] },
  { term: 'blindIndex', not: ['search hash', 'lookup hash'] },
  { term: 'refusal', not: ['error result', 'failure result', 'err result'] },
  { term: '…Ms', not: ['millis', 'milliseconds', 'msec', 'msecs'] },
  { term: 'occurredAt', not: ['event time', 'event date', 'event timestamp'] },
  { term: 'userId', not: ['uid'] },
];

/**
 * The words of an identifier or a file name, in lower case with single spaces.
 *
 * @param {string} name `signedTreeHead`, `AUDIT_ENTRY`, `audit-entry.ts`
 * @returns {string} `signed tree head`, `audit entry`, `audit entry ts`
 */
export function wordsOf(name) {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([a-zA-Z])(\d)/g, '$1 $2')
    .replace(/(\d)([a-zA-Z])/g, '$1 $2')
    .replace(/[^a-zA-Z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}

/**
 * The term that should have been used for a name.
 *
 * @param {string} name
 * @returns {string | null} null when the name is none of the others
 */
export function termFor(name) {
  const spoken = ` ${wordsOf(name)} `;
  return words.find(({ not }) => not.some((other) => spoken.includes(` ${other} `)))?.term ?? null;
}

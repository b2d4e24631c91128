/** `TLSv1.3` → `TLS 1.3` */
export function protocolWords(protocol: string): string {
  const words = protocol.replace(/^TLSv/, 'TLS ');
  return words === 'TLS 1.2' ? 'TLS 1.2, an older version that is still accepted' : words;
}

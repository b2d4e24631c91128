/**
 * The policy sent with every page of ours. `nonce` is new at each load and allows the style elements
 * that Radix adds while scrolling is locked; scripts and fonts come from our own origin only.
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'", // point 7
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // Positions and sizes that React sets on an element pass through the object model and need no rule;
    // style attributes in markup stay forbidden.
    "font-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

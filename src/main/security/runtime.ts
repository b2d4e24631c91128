/** The oldest Electron major that still gets fixes: raise it with every release that drops one. */
const OLDEST_SUPPORTED = 43;

/** A sentence for the person when a packaged app runs on an Electron that no longer gets fixes, else null. */
export function unsupportedRuntime(electronVersion: string, packaged: boolean): string | null {
  const sentence = `This build runs on Electron ${electronVersion}, which no longer gets security fixes. Install the current Wardkeeper.`;
  if (packaged && Number.parseInt(electronVersion, 10) < OLDEST_SUPPORTED) return sentence; // point 16
  return null;
}

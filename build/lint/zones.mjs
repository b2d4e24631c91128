/**
 * Where a file lives says where it runs. A zone is one side of the import law
 * (build/decisions/layout-and-laws.md).
 */

/** The six that may import `shared` and themselves, and never each other. */
export const processes = ['platform', 'vault', 'reader', 'main', 'preload', 'renderer'];

/** The processes that run on Node. */
export const nodeProcesses = ['platform', 'vault', 'reader', 'main'];

/** The parts of the renderer, each with what it may import beside itself and `shared`. */
const rendererParts = new Map([
  ['app', ['features', 'ui', 'lib']],
  ['features', ['ui', 'lib']],
  ['ui', ['lib']],
  ['lib', []],
]);

/**
 * The zone of a file.
 *
 * @param {string} path relative to the top level, with forward slashes
 * @returns {string | null} `shared`, a process, `renderer/app`, `renderer/features/<area>`, `renderer/ui`,
 *   `renderer/lib`, `test`, `build`, `resources`, `top`; null for a place that the layout does not have
 */
export function zoneOf(path) {
  const [first, second, third, fourth, fifth] = path.split('/');
  if (second === undefined) return 'top';
  if (first === 'test' || first === 'build' || first === 'resources') return first;
  if (first !== 'src' || third === undefined) return null;
  if (second !== 'renderer') return second === 'shared' || processes.includes(second) ? second : null;
  // The page and the script that mounts it stand beside the parts and belong to the shell.
  if (fourth === undefined) return 'renderer/app';
  if (!rendererParts.has(third)) return null;
  if (third !== 'features') return `renderer/${third}`;
  return fifth === undefined ? null : `renderer/features/${fourth}`;
}

/**
 * The process of a zone: `renderer` for each of its parts, otherwise the zone itself.
 *
 * @param {string} zone
 */
export function processOf(zone) {
  return zone.startsWith('renderer/') ? 'renderer' : zone;
}

/**
 * Why a file of one zone may not import a file of another.
 *
 * @param {string} from
 * @param {string} to
 * @returns {string | null} null when it may
 */
export function importRefusal(from, to) {
  if (from === to || from === 'test' || from === 'build' || from === 'top') return null;
  if (to === 'test' || to === 'build' || to === 'top') return `src never imports ${to}`;
  if (from === 'shared') return 'shared imports nothing of ours but itself';
  if (to === 'shared') return null;
  const fromProcess = processOf(from);
  const toProcess = processOf(to);
  if (to === 'resources') {
    return fromProcess === 'preload' ? 'preload imports only electron and shared' : null;
  }
  if (fromProcess !== toProcess) {
    return `${fromProcess} never imports ${toProcess}; what both need belongs in shared`;
  }
  return rendererRefusal(from, to);
}

/**
 * @param {string} from
 * @param {string} to
 */
function rendererRefusal(from, to) {
  const fromPart = from.split('/')[1] ?? '';
  const toPart = to.split('/')[1] ?? '';
  if (fromPart === 'features' && toPart === 'features') {
    return 'features never import each other; compose them in app or move the common part to ui or lib';
  }
  return rendererParts.get(fromPart)?.includes(toPart) === true
    ? null
    : `renderer/${fromPart} never imports renderer/${toPart}; the order is app, features, ui, lib`;
}

import type { Page } from 'playwright';

/** An attribute that says something else once a key's result is drawn. */
export interface Told {
  selector: string;
  attribute: string;
}

export interface Fling {
  frames: number;
  stepPx: number;
  /** By the scroll bar: each frame goes to another part of the whole list. */
  bar: boolean;
}

/**
 * Scrolls an element in every frame and gives how long each frame was, in milliseconds from one frame's start to
 * the next: what layout, paint and any script in between took is in it.
 */
export function flingFrames(page: Page, selector: string, fling: Fling): Promise<number[]> {
  return page.evaluate(
    async ({ selector: name, frames, stepPx, bar }) => {
      const element = document.querySelector(name);
      if (element === null) throw new TypeError('There is nothing to scroll.');
      const end = element.scrollHeight - element.clientHeight;
      const from = element.scrollTop;
      const lengths: number[] = [];
      let last = 0;
      await new Promise<void>((resolve) => {
        const frame = (at: number) => {
          if (last > 0) lengths.push(at - last);
          last = at;
          const done = lengths.length;
          if (done >= frames) {
            resolve();
            return;
          }
          // There and back again.
          const way = done < frames / 2 ? done : frames - done;
          element.scrollTop = bar ? (end * way * 2) / frames : Math.min(end, from + way * stepPx);
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
      // The first frames hold the start of the measurement itself.
      return lengths.slice(2);
    },
    { selector, ...fling },
  );
}

/** Milliseconds from a key's own time stamp to the paint in which `told` says something else than before. */
export async function measureKey(page: Page, told: Told, press: () => Promise<void>): Promise<number> {
  const watched = await page.evaluateHandle(({ selector, attribute }) => {
    const tell = () => document.querySelector(selector)?.getAttribute(attribute) ?? null;
    const before = tell();
    const took = new Promise<number>((resolve) => {
      const pressed = (event: KeyboardEvent) => {
        window.removeEventListener('keydown', pressed, true);
        const look = () => {
          const now = tell();
          if (now === null || now === before) {
            requestAnimationFrame(look);
            return;
          }
          // A message is taken up after the frame that is being made was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - event.timeStamp);
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      };
      window.addEventListener('keydown', pressed, true);
    });
    return { took };
  }, told);
  await press();
  const took = await watched.evaluate((handle) => handle.took);
  await watched.dispose();
  return took;
}

/** What tells of a move and of another filter in the plain list. */
export const plainMoved: Told = { selector: '#plain [aria-selected=true]', attribute: 'id' };
export const plainFiltered: Told = { selector: '#plain', attribute: 'data-first' };

/**
 * Puts a plain list in the window's place: `rows` rows of six cells, all of them in the page, moved in and filtered
 * by the shortest script that does it.
 */
export async function plainList(page: Page, rows: number): Promise<void> {
  await page.evaluate((count) => {
    const field = document.createElement('input');
    field.setAttribute('data-screen-filter', '');
    const list = document.createElement('div');
    list.id = 'plain';
    list.tabIndex = 0;
    list.style.cssText = 'height: 640px; overflow: auto; position: relative';
    const lines = Array.from({ length: count }, (_, place) => {
      const line = document.createElement('div');
      line.id = `line-${place}`;
      line.style.cssText =
        'display: grid; grid-template-columns: 7rem 9rem 1fr 8rem 5rem 5rem; height: 28px; border-bottom: 1px solid';
      const said = [
        '8:11:03 AM',
        'Elena Vasquez, MD',
        'opened a chart',
        'Tamarack 214',
        'Done',
        String(place),
      ];
      line.append(
        ...said.map((text) => Object.assign(document.createElement('span'), { textContent: text })),
      );
      return line;
    });
    list.append(...lines);
    document.body.replaceChildren(field, list);

    let here = 0;
    const select = (place: number) => {
      lines[here]?.removeAttribute('aria-selected');
      here = Math.min(Math.max(0, place), count - 1);
      lines[here]?.setAttribute('aria-selected', 'true');
      lines[here]?.scrollIntoView({ block: 'nearest' });
    };
    select(0);
    list.addEventListener('keydown', (event) => {
      const way = { ArrowDown: 1, ArrowUp: -1, PageDown: 22, PageUp: -22 }[event.key];
      if (way === undefined) return;
      event.preventDefault();
      select(here + way);
    });
    field.addEventListener('input', () => {
      const { length } = field.value;
      lines.forEach((line, place) => {
        line.hidden = length > 0 && place % (length + 3) !== length;
        line.style.display = line.hidden ? 'none' : 'grid';
      });
      list.setAttribute('data-first', String(length));
    });
  }, rows);
}

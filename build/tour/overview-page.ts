/** A page that shows the pictures of a tour one under the other; their captions are in the pictures. */
export function overviewPage(pictures: readonly { file: string; caption: string }[]): string {
  const items = pictures.map(
    ({ file, caption }) =>
      `<li><a href="${file}"><img src="${file}" alt="${escapeHtml(caption)}" loading="lazy"></a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Wardkeeper: guided tour</title>
<style>
  :root { color-scheme: light dark; }
  body { max-width: 1100px; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
  ol { list-style: none; padding: 0; display: grid; gap: 2rem; }
  img { width: 100%; height: auto; border-radius: 8px; box-shadow: 0 1px 8px rgb(0 0 0 / 25%); }
</style>
<h1>Wardkeeper: guided tour</h1>
<ol>
${items.join('\n')}
</ol>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// One picture of all eight views of each part, for the README, from what take-screenshots.ts wrote:
// node src/browser-test/make-sheets.ts <folder of screenshots> <folder for the sheets>
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@flow-tooling/chromium';

const [from = 'out/screenshots', to = 'screenshots'] = process.argv.slice(2);
const DESKTOPS = ['light-en', 'dark-en', 'light-zh', 'dark-zh'].map((look) => `desktop-${look}`);
const PHONES = ['light-en', 'dark-en', 'light-zh', 'dark-zh'].map((look) => `phone-${look}`);
const STYLE = `body { margin: 0; padding: 20px; background: #8d9199; }
  body { display: flex; gap: 14px; align-items: flex-start; }
  div { display: grid; gap: 14px; grid-template-columns: 470px 470px; align-items: start; }
  div + div { grid-template-columns: repeat(4, 150px); }
  img { display: block; width: 100%; }`;

const files = await readdir(from);
const names = files.flatMap((file) => /^(.+)-desktop-light-en\.png$/.exec(file)?.[1] ?? []);
await mkdir(to, { recursive: true });
const browser = await launchChromium();
for (const name of names) {
  const page = await browser.newPage({ viewport: { width: 1650, height: 400 } });
  const [desktops, phones] = [await images(name, DESKTOPS), await images(name, PHONES)];
  await page.setContent(`<style>${STYLE}</style><div>${desktops}</div><div>${phones}</div>`);
  await page.screenshot({ path: join(to, `${name}.jpg`), type: 'jpeg', quality: 62, fullPage: true });
  await page.close();
}
await browser.close();

async function images(name: string, views: readonly string[]): Promise<string> {
  const read = (view: string) => readFile(join(from, `${name}-${view}.png`), 'base64');
  const encoded = await Promise.all(views.map(read));
  return encoded.map((bytes) => `<img src="data:image/png;base64,${bytes}">`).join('');
}

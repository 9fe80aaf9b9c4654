// What axe and a narrow screen complain of.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What axe complains of on a page, with the places.
export async function complaints(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false, resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 200)} (${node.failureSummary.replaceAll('\n', ' ').slice(0, 300)})`));
}

// What is wider than the screen, if anything is.
export const sideways = page => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return null;
  const wide = [...document.querySelectorAll('body *')].filter(found => found.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map(found => found.outerHTML.slice(0, 120)).join(' | ');
});

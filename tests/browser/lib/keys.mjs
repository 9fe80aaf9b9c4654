// A page by keyboard alone: going to a control by Tab, and whether the focus is seen where it is.
import { expect } from './browsers.mjs';

// More stops than this has no page that anybody walks by Tab.
export const STOPS_MAX = 500;

// Where the focus is: the number of the control, and whether it is seen there. Within a field of days the last stop is the
// browser's own button: then the field has no focus itself, and says all the same that it is within.
export const here = page => page.evaluate(() => {
  const found = document.activeElement;
  const isRing = seen => {
    const style = seen && getComputedStyle(seen);
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow.includes('0px 0px 0px'));
  };
  const around = [found, found.labels?.[0], found.parentElement, found.closest('label, .field, td, tr')];
  const box = found.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    number: found.dataset?.stop, isBody: found === document.body, isSeen: around.some(isRing) && isInView,
    ownRing: isRing(found), isWithin: found.matches(':focus-within') && !found.matches(':focus'), id: found.id, html: found.outerHTML.slice(0, 140),
  };
});

// Presses Tab until the focus is at what matches, and answers its handle.
export async function tabTo(page, locator) {
  for (let step = 0; step < STOPS_MAX; step += 1) {
    if (await locator.evaluate(found => found === document.activeElement)) return locator;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not come there');
}

// The same; the focus is seen at each stop on the way.
export async function tabSeen(page, locator) {
  for (let step = 0; step < STOPS_MAX; step += 1) {
    const at = await here(page);
    if (await locator.evaluate(found => found === document.activeElement)) {
      await expect(at.isSeen, `the focus to be seen at ${at.html}`);
      return locator;
    }
    await page.keyboard.press('Tab');
    const next = await here(page);
    await expect(next.isBody || next.isSeen, `the focus to be seen at ${next.html}`);
  }
  throw new Error('Tab does not come there');
}

const isLost = page => page.evaluate(() => document.activeElement === document.body);

export async function stays(page, what) {
  await page.waitForTimeout(700); // an answer, a swap, and what follows it
  await expect(!(await isLost(page)), `the focus to stay in the page: ${what}`);
}

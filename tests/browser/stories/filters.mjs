// Filters on any attribute: asked in a dialog, kept in the address, taken away by a click.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('main');

export default {
  async 'assets are asked for by what they cost and what is noted, on a phone, by keyboard'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/assets');
    await main(page).getByRole('button', { name: 'Filters', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'All filters' });
    await dialog.getByRole('textbox', { name: 'Cost from' }).fill('500');
    await dialog.getByRole('textbox', { name: 'Cost from' }).press('Enter');
    await page.waitForURL(/[?]cost-from=500$/);
    const chip = main(page).getByRole('link', { name: /Cost from €500/ });
    await expect(() => chip.isVisible(), 'a chip that says it');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    await expect(wide <= PHONE.width, `no page wider than the phone, not ${wide}`);
    await chip.click();
    await page.waitForURL(/assets$/);
  },

  async 'all on a page are ticked at once'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets');
    await main(page).getByLabel('All on this page').check();
    const boxes = main(page).locator('input[name="asset"]');
    await expect(async () => await boxes.count() > 1 && await boxes.evaluateAll(all => all.every(box => box.checked)), 'every box to be ticked');
  },
};

// Work orders: raised from the page of an asset, moved over the board by its buttons, finished; by phone and by keyboard.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'a work order is raised from an asset and finished on a phone'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/assets?text=FU-0007');
    await main(page).getByRole('link', { name: 'FU-0007' }).click();
    await main(page).getByRole('link', { name: 'Raise work order' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'New work order' }).waitFor();
    await main(page).locator('#title').fill('Leg is loose');
    await main(page).locator('#takes_out').check();
    await main(page).locator('#checklist').fill('Glue\nClamp');
    await main(page).getByRole('button', { name: 'Raise' }).click();
    await main(page).getByRole('heading', { level: 1, name: /^WO-\d+$/ }).waitFor();
    await main(page).getByRole('button', { name: 'Start' }).click();
    await main(page).getByText('Yes: it is in maintenance').waitFor();
    await main(page).getByRole('button', { name: 'Tick: Glue' }).click();
    await main(page).getByText('1 of 2').waitFor();
    await main(page).getByRole('button', { name: 'Finish' }).click();
    await page.locator('.toast').getByText(/WO-\d+: done/).waitFor();
  },

  async 'a card of the board is moved by the keyboard'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/work-orders?view=board&text=Smoke');
    const start = main(page).getByRole('button', { name: /^Start WO-/ }).first();
    await start.focus();
    await page.keyboard.press('Enter');
    await page.locator('.toast').getByText(/in progress/).waitFor();
    await expect(async () => page.url().includes('view=board'), 'the board again');
  },
};

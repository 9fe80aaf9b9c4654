// Work orders: raised from the page of an asset, moved over the board by its buttons or by hand, finished, with their files;
// by phone and by keyboard.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dwn4EIAAAzBQIBkKFYzQAAAABJRU5ErkJggg==', 'base64');

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

  async 'a card is dragged to another column and taken back, and nowhere else'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/work-orders?view=board&state=open');
    const card = main(page).locator('section[data-state="open"] li').filter({ has: page.locator('form') }).first();
    const id = await card.getAttribute('id');
    const column = state => main(page).locator(`section[data-state="${state}"]`);
    const stands = state => column(state).locator(`#${id}`).count();
    await page.goto('/o/harbour-house/work-orders?view=board&state=all');
    const held = main(page).locator(`#${id}`);
    // Nobody began, so it is not done.
    await held.dragTo(column('done').locator('h2'));
    await expect(async () => (await stands('open')) === 1, 'the card where it was');
    await held.dragTo(column('in_progress').locator('h2'));
    await page.locator('.toast').getByText(/in progress/).waitFor();
    await expect(async () => (await stands('in_progress')) === 1, 'the card in the other column');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await expect(async () => (await stands('open')) === 1, 'the card back');
  },

  async 'a photo is kept with a work order on a phone, removed and put back'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/work-orders');
    await main(page).locator('tbody td.main a').first().click();
    await main(page).getByRole('link', { name: /^Add (a file|or remove)$/ }).click();
    await main(page).getByRole('heading', { level: 1, name: /^Files of WO-/ }).waitFor();
    await main(page).locator('#file').setInputFiles({ name: 'leak.png', mimeType: 'image/png', buffer: PIXEL });
    await main(page).getByRole('button', { name: 'Add file' }).click();
    await main(page).getByRole('link', { name: 'leak.png' }).waitFor();
    await main(page).getByRole('button', { name: /^Remove ?: leak\.png$/ }).click();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await main(page).getByRole('link', { name: 'leak.png' }).waitFor();
    const file = await page.request.get(await main(page).getByRole('link', { name: 'leak.png' }).getAttribute('href'));
    await expect(file.headers()['content-type'] === 'image/png', 'the picture itself');
  },
};

// Assets: added with the fields of their category, handed over to somebody found while typing, taken back from the list.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'a category brings its fields, and the next tag'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets');
    await main(page).getByRole('link', { name: 'New asset' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'New asset' }).waitFor();
    await main(page).locator('#name').fill('Cargo bike');
    await main(page).locator('#category').selectOption({ label: '\u2003Bikes' });
    await main(page).getByLabel('Frame number').fill('CM-99001');
    await expect(async () => (await main(page).locator('#name').inputValue()) === 'Cargo bike', 'what was typed to stay');
    await main(page).getByRole('button', { name: 'Add', exact: true }).click();
    await main(page).getByRole('heading', { level: 1, name: /^BK-\d{3}$/ }).waitFor();
    await main(page).getByText('CM-99001').waitFor();
  },

  async 'an asset is handed to a person who is found while typing, and taken back, on a phone too'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/assets?status=in_stock&text=Folding');
    await main(page).getByRole('link', { name: 'Check out' }).first().click();
    await main(page).getByRole('heading', { level: 1, name: 'Check out' }).waitFor();
    const tag = (await page.locator('textarea#assets').inputValue()).trim();
    await main(page).locator('#location').waitFor({ state: 'hidden' });
    await main(page).getByRole('radio', { name: /A place/ }).check();
    await main(page).locator('#location').waitFor();
    await main(page).locator('#person').waitFor({ state: 'hidden' });
    await main(page).getByRole('radio', { name: /A person/ }).check();
    await main(page).locator('#person').pressSequentially('a');
    await expect(async () => await page.locator('#people option').count() > 0, 'people to be offered');
    const offered = await page.locator('#people option').first().getAttribute('value');
    await main(page).locator('#person').fill(offered);
    await main(page).getByRole('button', { name: 'Check out' }).click();
    await page.locator('.toast').getByText(`${tag} is checked out.`).waitFor();
    await main(page).getByRole('link', { name: 'Check in' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Check in' }).waitFor();
    await main(page).getByRole('button', { name: 'Check in' }).click();
    await page.locator('.toast').getByText(`${tag} is checked in.`).waitFor();
  },

  async 'what the target has already stands beside the form as soon as it is chosen'(house) {
    const page = await house.person(ADA);
    // Somebody who has something, by the address that is theirs alone.
    await page.goto('/o/harbour-house/assets?status=assigned');
    const row = main(page).locator('tbody tr', { has: page.locator('a[href*="/contacts/"]') }).first();
    const held = (await row.locator('a', { hasText: /^[A-Z]+-\d+$/ }).first().innerText()).trim();
    await row.locator('a[href*="/contacts/"]').click();
    const address = (await main(page).locator('a[href^="mailto:"]').first().innerText()).trim();
    await page.goto('/o/harbour-house/assets/check-out');
    await main(page).locator('#person').fill(address);
    await main(page).locator('#beside').getByText('Has already').waitFor();
    await main(page).locator('#beside').getByRole('link', { name: held, exact: true }).waitFor();
    await main(page).getByRole('radio', { name: /A place/ }).check();
    await main(page).locator('#location').selectOption({ index: 1 });
    await main(page).locator('#beside').getByText('Is there already').waitFor();
    await main(page).getByRole('radio', { name: /Another asset/ }).check();
    await main(page).locator('#holder').fill('AV-0001');
    await main(page).locator('#beside').getByText('Has in it already').waitFor();
  },

  async 'several are ticked and handed over together'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets?status=in_stock&text=Folding');
    const boxes = main(page).getByRole('checkbox', { name: /^Tick FU-/ });
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await main(page).getByRole('button', { name: 'Check out' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Check out' }).waitFor();
    await main(page).getByRole('radio', { name: /A place/ }).check();
    await main(page).locator('#location').selectOption({ label: '\u2003Courtyard' }).catch(async () => {
      await main(page).locator('#location').selectOption({ index: 1 });
    });
    await main(page).getByRole('button', { name: 'Check out' }).click();
    await page.locator('.toast').getByText('2 assets are checked out.').waitFor();
  },

  async 'the columns of the list are chosen, and remembered'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/assets');
    await main(page).getByRole('button', { name: 'Columns' }).click();
    const dialog = page.locator('#columns-dialog');
    await dialog.getByRole('checkbox', { name: 'Serial' }).check();
    await dialog.getByRole('checkbox', { name: 'Category' }).uncheck();
    await dialog.getByRole('button', { name: 'Show' }).click();
    const column = (name) => main(page).getByRole('columnheader', { name });
    await column('Serial').waitFor();
    await expect(async () => !(await column('Category').count()), 'the column to be gone');
    await page.goto('/o/harbour-house/assets');
    await column('Serial').waitFor();
    await main(page).getByRole('button', { name: 'Columns' }).click();
    await dialog.getByRole('button', { name: 'The usual ones' }).click();
    await column('Category').waitFor();
  },
};

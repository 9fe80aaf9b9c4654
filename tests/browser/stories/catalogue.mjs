// The catalogue: the next tag before the eyes, and a category that comes back by its toast.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'the next tag follows what is typed, and what it is to stand in'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/catalogue');
    await main(page).getByRole('link', { name: 'New category' }).click();
    const example = page.locator('#tag-example');
    await example.getByText('A-00001').waitFor();
    await main(page).locator('#parent').selectOption({ label: '\u2003Laptops' });
    await example.getByText('NB-').waitFor();
    await main(page).getByLabel('Tag pattern').pressSequentially('TB.####');
    await example.getByText('TB.0001').waitFor();
    await main(page).getByLabel('Name').fill('Tablets');
    await main(page).getByRole('button', { name: 'Add', exact: true }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Tablets' }).waitFor();
    await main(page).getByText('TB.0001').waitFor();
  },

  async 'a category that was archived comes back by its toast, on a phone too'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/catalogue');
    await main(page).getByRole('link', { name: 'New category' }).click();
    await main(page).getByLabel('Name').fill('Awnings');
    await main(page).getByRole('button', { name: 'Add', exact: true }).click();
    await main(page).getByRole('link', { name: 'Edit' }).click();
    await main(page).getByRole('button', { name: 'Archive category' }).first().click();
    await page.locator('dialog:popover-open').getByRole('button', { name: 'Archive category' }).click();
    await page.locator('.toast').getByText('Awnings was archived.').waitFor();
    await expect(async () => !(await main(page).getByRole('link', { name: 'Awnings' }).count()), 'Awnings to be gone');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Awnings' }).waitFor();
  },
};

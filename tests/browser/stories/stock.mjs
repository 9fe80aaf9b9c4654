// Stock: something is used up until there is too little, and what is missing stands on the list to order; by phone too.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'what is issued until there is too little is proposed to be ordered'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/stock?text=Inner');
    await main(page).getByRole('link', { name: 'Inner tube 20 inch' }).click();
    await main(page).getByRole('link', { name: 'Issue' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Issue Inner tube 20 inch' }).waitFor();
    await main(page).locator('#location').selectOption({ label: await main(page).locator('#location option', { hasText: 'Workshop' }).first().textContent() });
    await main(page).locator('#person').waitFor({ state: 'hidden' });
    await main(page).locator('#quantity').fill('7');
    await main(page).getByRole('button', { name: 'Issue' }).click();
    await page.locator('.toast').getByText('Inner tube 20 inch: issued.').waitFor();
    await main(page).getByText('Too little').first().waitFor();
    await main(page).getByRole('link', { name: 'Stock', exact: true }).click();
    await main(page).getByRole('link', { name: 'To order' }).click();
    await main(page).getByRole('row', { name: /Inner tube 20 inch.*Workshop/ }).waitFor();
  },

  async 'an entry is reversed after a question that names it'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/stock?text=Toner');
    await main(page).getByRole('link', { name: 'Toner black' }).click();
    await main(page).getByRole('button', { name: 'Reverse' }).first().click();
    const dialog = page.locator('dialog:popover-open');
    await dialog.getByText(/Issued of Toner black: -2 at Workshop/).waitFor();
    await dialog.getByRole('button', { name: 'Reverse' }).click();
    await page.locator('.toast').getByText('the entry is made up for').waitFor();
    await expect(async () => (await main(page).getByText('Reversal').count()) > 0, 'the entry that makes up for it');
  },
};

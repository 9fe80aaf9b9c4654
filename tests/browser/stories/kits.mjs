// Kits: a template, a case, what it lacks; it goes out whole and comes back short.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'a kit comes back short'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/kits');
    await main(page).getByRole('link', { name: 'AV-0001' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'AV-0001' }).waitFor();
    const tags = (await main(page).locator('tbody td.main a').allInnerTexts()).map(tag => tag.trim());
    await expect(tags.length >= 2, `parts, not ${tags}`);
    await main(page).getByRole('link', { name: 'Check out' }).click();
    const who = await page.request.get('/o/harbour-house/contacts?format=csv');
    const email = /[\w.+-]+@[\w-]+\.example/.exec(await who.text())[0];
    await main(page).locator('#person').fill(email);
    await main(page).getByRole('button', { name: 'Check out' }).click();
    await page.locator('.toast').getByText(/checked out with all its parts/).waitFor();
    await main(page).getByRole('link', { name: 'Take back' }).click();
    for (const tag of tags.slice(1)) await main(page).getByRole('checkbox', { name: new RegExp(tag) }).check();
    await main(page).getByRole('button', { name: 'Take back' }).click();
    await page.locator('#problems').getByText(new RegExp(tags[0])).waitFor();
    await expect(() => main(page).getByRole('checkbox', { name: new RegExp(tags[1]) }).isChecked(), 'the ticks again');
    await main(page).getByLabel(`If it is missing: ${tags[0]}`).selectOption('late');
    await main(page).getByRole('button', { name: 'Take back' }).click();
    await page.locator('.toast').getByText(/One part is missing/).waitFor();
    await main(page).getByText(`Missing: ${tags[0]} (late)`).waitFor();
    await main(page).getByText('Missing parts').first().waitFor();
  },

  async 'a kit is checked in by the plain page, which leads to its parts'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/assets/check-out?assets=AV-0001');
    await main(page).getByText('AV-0001 goes out with all that is in it.').waitFor();
    const who = await page.request.get('/o/harbour-house/contacts?format=csv');
    await main(page).locator('#person').fill(/[\w.+-]+@[\w-]+\.example/.exec(await who.text())[0]);
    await main(page).getByRole('button', { name: 'Check out' }).click();
    await page.locator('.toast').getByText(/checked out with all its parts/).waitFor();
    await page.goto('/o/harbour-house/assets/check-in?assets=AV-0001');
    await main(page).getByText('AV-0001 comes back. What is in it?').waitFor();
    for (const box of await main(page).locator('#parts').getByRole('checkbox').all()) await box.check();
    await main(page).getByRole('button', { name: 'Take back' }).click();
    await page.locator('.toast').getByText('AV-0001 is back, complete.').waitFor();
  },
};

// A role of one's own: made, given, changed with its effect before the eyes, and found in the review.
import { ADA, BO, DESKTOP, PHONE, expect } from '../lib/browsers.mjs';

const path = page => new URL(page.url()).pathname;
const main = page => page.locator('#main');

export default {
  async 'an owner makes a role, gives it, narrows it and finds it in the review'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/people');
    await main(page).getByRole('link', { name: 'Roles', exact: true }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Roles' }).waitFor();
    await main(page).getByRole('link', { name: 'New role' }).click();
    await main(page).getByLabel('Name').fill('Night porter');
    await main(page).getByLabel('See contacts').check();
    await main(page).getByLabel('See outgoing mail').check();
    await main(page).getByRole('button', { name: 'Make the role' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Night porter' }).waitFor();

    await page.goto('/o/harbour-house/people');
    await main(page).getByRole('link', { name: 'Bo Marsh' }).click();
    await main(page).getByRole('link', { name: 'Another role' }).click();
    await main(page).getByLabel('Role').selectOption({ label: 'Night porter' });
    await main(page).getByRole('button', { name: 'Save' }).click();
    await main(page).getByText('Night porter').first().waitFor();

    await page.goto('/o/harbour-house/people/roles');
    await main(page).getByRole('link', { name: 'Change Night porter' }).click();
    await main(page).getByLabel('Change the organisation').check();
    await main(page).getByRole('button', { name: 'See what changes' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'What changes' }).waitFor();
    await expect(async () => (await main(page).innerText()).includes('Bo Marsh'), 'the one who gains');

    // Back at the form, what was ticked still is.
    await main(page).getByRole('link', { name: 'Back to the form' }).click();
    await expect(() => main(page).getByLabel('Change the organisation').isChecked(), 'the tick from before');
    await main(page).getByRole('button', { name: 'See what changes' }).click();
    await main(page).getByRole('button', { name: 'Save it so' }).click();
    await main(page).getByText('It may do more').waitFor();

    // It holds from the next click on.
    const bo = await house.person(BO);
    await bo.goto('/o/harbour-house/settings');
    await bo.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();

    await page.goto('/o/harbour-house/people/review');
    await main(page).getByLabel('All permissions').selectOption({ label: 'Change the organisation' });
    await expect(async () => new URL(page.url()).searchParams.get('perm') === 'org_manage', 'the filter in the address');
    await expect(async () => (await main(page).locator('#access').innerText()).includes('Night porter'), 'the new right');
    await main(page).getByLabel('Note').fill('Bo looks after the settings in August');
    await main(page).getByRole('button', { name: 'Mark as reviewed' }).click();
    await main(page).getByText('Nothing is different.').waitFor();
  },

  async 'a role is put together on a phone too'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/people/roles/new?like=support');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect(wide <= 0, 'nothing beside the screen');
    await main(page).getByLabel('Name').fill('');
    await main(page).getByRole('button', { name: 'Make the role' }).click();
    await page.locator('#problems').waitFor();
    await expect(path(page) === '/o/harbour-house/people/roles/new', 'the address of the form');
  },
};

// What is due soon: it stands on its page, is put off, dismissed and shown again; and a letter tells of it.
import { ADA, BO, PHONE, expect } from '../lib/browsers.mjs';

const HOUSE = '/o/harbour-house';
const main = page => page.locator('#main');
const rows = page => main(page).locator('#alerts tbody tr');

export default {
  async 'what is due soon is put off, dismissed and shown again'(house) {
    const page = await house.person(ADA);
    await page.goto(HOUSE);
    await page.getByRole('link', { name: 'Due soon' }).first().click();
    await main(page).getByRole('heading', { level: 1, name: 'Due soon' }).waitFor();
    const before = await rows(page).count();
    await expect(before > 2, 'several of them');
    await rows(page).nth(0).getByRole('checkbox').check();
    await rows(page).nth(1).getByRole('checkbox').check();
    await main(page).getByRole('button', { name: 'Snooze' }).first().click();
    await page.locator('.toast').getByText('2 are put off.').waitFor();
    await expect(async () => await rows(page).count() === before - 2, 'both to be gone');
    await rows(page).nth(0).getByRole('checkbox').check();
    await main(page).getByRole('button', { name: 'Dismiss' }).first().click();
    await page.locator('.toast').getByText('1 is dismissed.').waitFor();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).last().click();
    await page.locator('.toast').getByText('1 is shown again.').waitFor();
    await page.goto(`${HOUSE}/alerts?standing=snoozed`);
    await expect(await rows(page).count() === 2, 'the two that were put off');
    await rows(page).nth(0).getByRole('checkbox').check();
    await main(page).getByRole('button', { name: 'Show again' }).first().click();
    await page.locator('.toast').getByText('1 is shown again.').waitFor();
  },

  async 'a warranty that an edit brings near is told by mail, and stands on the asset'(house) {
    const bo = await house.person(BO);
    await bo.goto(`${HOUSE}/notifications/choices`);
    await bo.getByLabel('Asset due soon: by mail').selectOption('at_once');
    await bo.getByRole('button', { name: 'Save' }).click();
    await bo.locator('.toast').getByText('Your choices are saved.').waitFor();
    const ada = await house.person(ADA, { size: PHONE });
    await ada.goto(`${HOUSE}/assets?text=NB-00020`);
    await main(ada).getByRole('link', { name: 'NB-00020' }).first().click();
    await main(ada).getByRole('link', { name: 'Change', exact: true }).click();
    const soon = new Date(Date.now() + 12 * 86_400_000).toISOString().slice(0, 10);
    await main(ada).getByLabel('Warranty until').fill(soon);
    await main(ada).getByRole('button', { name: 'Save' }).click();
    await ada.locator('.toast').getByText('Saved.').waitFor();
    await expect(async () => {
      await ada.goto(`${HOUSE}/messages`);
      return main(ada).getByText(/The warranty of NB-00020 .* ends on/).count();
    }, 'the letter', 20_000);
    await ada.goto(`${HOUSE}/alerts?kind=warranty`);
    await main(ada).getByRole('link', { name: 'NB-00020' }).click();
    await main(ada).getByRole('heading', { name: 'Due soon' }).waitFor();
    await main(ada).getByRole('button', { name: /^Dismiss: Warranty ends/ }).click();
    await ada.locator('.toast').getByText('1 is dismissed.').waitFor();
  },

  async 'maintenance to come is put off, dismissed and shown again'(house) {
    const page = await house.person(ADA);
    await page.goto(`${HOUSE}/alerts`);
    const ahead = page.locator('#ahead tbody tr');
    const before = await ahead.count();
    await expect(before > 0, 'some maintenance to come');
    const title = (await ahead.nth(0).locator('td.main a').innerText()).trim();
    await ahead.nth(0).getByRole('checkbox').check();
    await page.locator('#ahead').getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.toast').getByText('The work order is raised all the same.').waitFor();
    await expect(async () => await page.locator('#ahead tbody tr').count() === before - 1, 'it to be gone');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).last().click();
    await page.locator('.toast').getByText('1 is shown again.').waitFor();
    await page.locator('#ahead tbody tr', { hasText: title }).first().getByRole('checkbox').check();
    await page.locator('#ahead').getByRole('button', { name: 'Snooze' }).click();
    await page.locator('.toast').getByText('1 is put off.').waitFor();
    await page.goto(`${HOUSE}/alerts?standing=snoozed`);
    await page.locator('#ahead tbody tr', { hasText: title }).getByText('Snoozed until').waitFor();
  },
};

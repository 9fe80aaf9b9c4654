// Meters: read on a phone, a plan that is due by one, and the order that it raises.
import { ADA, PHONE, expect } from '../lib/browsers.mjs';

const main = page => page.locator('#main');

export default {
  async 'a meter is read on a phone, and what is planned by it is shown'(house) {
    const page = await house.person(ADA, { size: PHONE });
    await page.goto('/o/harbour-house/assets?text=FU-0005');
    await main(page).getByRole('link', { name: 'FU-0005' }).click();
    await main(page).getByRole('link', { name: 'Add a meter' }).click();
    await main(page).locator('#name').fill('Hours');
    await main(page).locator('#unit').fill('h');
    await main(page).getByRole('button', { name: 'Add' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Hours' }).waitFor();
    await main(page).locator('#value').fill('120,5');
    await main(page).getByRole('button', { name: 'Write down' }).click();
    await main(page).getByText('120.5 h').filter({ visible: true }).first().waitFor();
    await main(page).locator('#value').fill('80');
    await main(page).getByRole('button', { name: 'Write down' }).click();
    await main(page).getByText(/does not run backward/).first().waitFor();
    await main(page).locator('#value').fill('80');
    await main(page).locator('#reset').check();
    await main(page).getByRole('button', { name: 'Write down' }).click();
    await main(page).getByText('80 h').filter({ visible: true }).first().waitFor();

    await main(page).getByRole('link', { name: /^FU-0005/ }).first().click();
    await main(page).getByRole('link', { name: 'Plan maintenance' }).click();
    await main(page).locator('#title').fill('Oil the hinges');
    await main(page).locator('#due_by').selectOption('meter');
    await main(page).locator('#meter').fill('Hours');
    await main(page).locator('#every').fill('200');
    await main(page).getByRole('button', { name: 'Plan' }).click();
    await main(page).getByRole('heading', { level: 1, name: 'Oil the hinges' }).waitFor();
    await main(page).getByText('Every 200 h of Hours').first().waitFor();
    await expect(async () => {
      await page.reload();
      return main(page).getByText('At 320.5 h').count();
    }, 'the plan to know when it is due');
  },
};

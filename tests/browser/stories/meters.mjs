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

  async 'a table of readings is looked at first, and the good ones are written down'(house) {
    const page = await house.person(ADA);
    await page.goto('/o/harbour-house/meters/readings');
    await main(page).getByRole('button', { name: 'Look at it' }).click();
    await page.locator('#problems').waitFor();
    await main(page).locator('#text').fill('tag,meter,value\nBK-001,Odometer,1810.5\nBK-002,,900\nBK-001,Odometer,9\nNO-SUCH,,1');
    await main(page).getByRole('button', { name: 'Look at it' }).click();
    await main(page).getByRole('heading', { name: 'What would be written' }).waitFor();
    await main(page).getByText('2 cannot be written, and are left out.').waitFor();
    await expect(async () => (await main(page).locator('tbody tr').count()) === 4, 'each line with what becomes of it');
    await main(page).getByRole('button', { name: 'Write down 2 readings' }).click();
    await main(page).getByText(/2 readings written down/).waitFor();
    await page.goto('/o/harbour-house/assets?text=BK-001');
    await main(page).getByRole('link', { name: 'BK-001' }).click();
    await main(page).getByText('1810.5 km').filter({ visible: true }).first().waitFor();
  },
};
